package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

  private static final String AT = "2026-11-20 22:07:22,187 ";

  @Test
  void anErrorAndAStackTraceAreComplaints() {
    assertThat(
            Complaints.in(
                List.of(
                    AT + "INFO  [a] (main) fine",
                    AT + "ERROR [a] (main) bad",
                    AT + "WARN  [a] (main) odd: java.lang.IllegalStateException: no",
                    "\tat dev.sluice.front.Gate.enter(Gate.java:1)",
                    AT + "WARN  [a] (main) cause='SocketException'")))
        .hasSize(2)
        .anyMatch(event -> event.contains("bad"))
        .anyMatch(event -> event.contains("odd") && event.contains("Gate.enter"));
  }

  @Test
  void aRaceOfThePlatformIsNone() {
    assertThat(
            Complaints.in(
                List.of(
                    AT
                        + "ERROR [v] (loop) Uncaught exception received by Vert.x:"
                        + " java.lang.IllegalStateException: Result is already complete",
                    "\tat io.vertx.core.http.impl.HttpClientRequestImpl.handleResponse(H.java:3)",
                    AT + "WARN  [n] (acceptor) Failed to register an accepted channel: x",
                    "\tat io.vertx.core.net.impl.VertxEventLoopGroup.next(V.java:37)",
                    AT
                        + "WARN  [BlockedThreadChecker] (x) Thread has been blocked: VertxException:",
                    "\tat java.base/java.lang.ClassLoader.defineClass(C.java)")))
        .isEmpty();
  }

  @Test
  void aThreadThatThisHouseBlocksIsAComplaint() {
    assertThat(
            Complaints.in(
                List.of(
                    AT
                        + "WARN  [BlockedThreadChecker] (x) Thread has been blocked: VertxException:",
                    "\tat dev.sluice.front.Gate.enter(Gate.java:1)")))
        .hasSize(1);
  }
}
