package dev.sluice.testing;

import java.time.Duration;
import java.util.Map;

/**
 * The strict sandbox alone, in a process of its own: the judge of gateways that share one key. It
 * refuses whatever exceeds its limits, by its own clock, and records what it saw.
 */
public final class SandboxProcess implements AutoCloseable {

  /** Its key. */
  public static final String KEY = "the-shared-key";

  private final PackagedGateway process;
  private final Limits limits;

  /**
   * What it allows.
   *
   * @param requests in any window
   * @param window the window's length, in whole seconds
   * @param slots unfinished tasks at once
   * @param duration of a task, such as {@code 2s..4s}
   */
  public record Limits(int requests, Duration window, int slots, String duration) {

    /** As configuration writes it. */
    public String windows() {
      return requests + "/" + window.toSeconds() + "s";
    }

    /** Requests a second. */
    public double perSecond() {
      return requests / (window.toMillis() / 1000.0);
    }
  }

  private SandboxProcess(PackagedGateway process, Limits limits) {
    this.process = process;
    this.limits = limits;
  }

  public static SandboxProcess start(Limits limits) {
    return new SandboxProcess(
        PackagedGateway.startSmall(
            "",
            Map.of(
                "sluice.sandbox.enabled",
                "true",
                "sluice.sandbox.key",
                KEY,
                "sluice.sandbox.windows",
                limits.windows(),
                "sluice.sandbox.concurrent-tasks",
                String.valueOf(limits.slots),
                "sluice.sandbox.duration",
                limits.duration)),
        limits);
  }

  public Limits limits() {
    return limits;
  }

  public int port() {
    return process.port();
  }

  /** Its entry under {@code sluice.upstreams}, a line of YAML; it allows what the sandbox does. */
  public String upstream(String name) {
    return "%s: {dialect: apixo, url: \"%s\", key: %s, windows: [\"%s\"], concurrent-tasks: %d}"
        .formatted(name, process.uri("/sandbox"), KEY, limits.windows(), limits.slots);
  }

  @Override
  public void close() {
    process.kill();
  }
}
