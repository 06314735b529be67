package dev.sluice.dashboard;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One browser for a class of tests, and for each test the dashboard in front of a new stub. */
abstract class StubbedDashboard {

  static Browser browser;
  StubGateway gateway;

  @BeforeAll
  static void start() {
    browser = Browser.start();
    browser.window(1280, 900);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    gateway = new StubGateway();
    browser.open(gateway.uri("/dashboard"));
  }

  @AfterEach
  void close() {
    browser.open("about:blank");
    gateway.close();
    browser.complaints();
  }
}
