package dev.sluice.quota;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The teams' ceilings on submits that are sent. None of them is set by default. */
@ConfigMapping(prefix = "sluice")
public interface QuotaConfig {

  /** By id. */
  Map<String, TeamValues> teams();

  /**
   * How many submits may wait at once. The room {@code budget} reads the same bounds for its own.
   */
  Waiting waiting();

  /** One team's part. */
  interface TeamValues {

    /** Submits in any minute. A tenth of it may come at once. */
    Optional<String> requestsPerMinute();

    /** Submits in a calendar day (UTC). */
    Optional<String> requestsPerDay();

    /** Submits that start a task, or may have, in a calendar day (UTC). */
    Optional<String> tasksPerDay();

    /** Further ceilings, such as {@code 20/10s}: submits in any window of that length. */
    Optional<List<String>> requestWindows();
  }

  /** Bounds of waiting. */
  interface Waiting {

    /** For one team; 1000 by default. */
    Optional<String> perTeam();

    /** For all teams together; 10000 by default. */
    Optional<String> total();
  }
}
