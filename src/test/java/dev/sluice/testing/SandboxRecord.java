package dev.sluice.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the sandbox saw ({@code GET /sandbox/stats}), at one moment of its own clock. */
public record SandboxRecord(JsonNode stats) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads it.
   *
   * @param port where the sandbox is
   */
  public static SandboxRecord read(LoadClient client, int port) {
    try {
      return new SandboxRecord(JSON.readTree(client.page(port, "/sandbox/stats").body()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One of its whole numbers. */
  public long count(String member) {
    JsonNode value = stats.path(member);
    if (!value.isIntegralNumber()) {
      throw new IllegalArgumentException(member + " is no count of " + stats);
    }
    return value.longValue();
  }

  /** Seconds from an earlier record to this one. */
  public double secondsSince(SandboxRecord earlier) {
    return (count("nowMillis") - earlier.count("nowMillis")) / 1000.0;
  }

  /** The part of its rate limit that was used since. */
  public double useSince(SandboxRecord earlier) {
    double perSecond = count("windowLimit") / stats.path("windowSeconds").doubleValue();
    return (count("accepted") - earlier.count("accepted")) / secondsSince(earlier) / perSecond;
  }

  /** Tasks that ran on average since. */
  public double runningSince(SandboxRecord earlier) {
    double taskSeconds =
        stats.path("taskSeconds").doubleValue() - earlier.stats.path("taskSeconds").doubleValue();
    return taskSeconds / secondsSince(earlier);
  }

  @Override
  public String toString() {
    return stats.toString();
  }
}
