package dev.sluice.budget;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of {@code sluice.*} this room reads, as text. The defaults and what is allowed stand in
 * {@link BudgetSettings}.
 */
@ConfigMapping(prefix = "sluice")
public interface BudgetConfig {

  Budget budget();

  Waiting waiting();

  Sandbox sandbox();

  Map<String, Upstream> upstreams();

  Map<String, Team> teams();

  /** How the shared key is divided. */
  interface Budget {
    /**
     * B, as a part of the limit. Raising it lets bigger bursts through at once and lowers the
     * steady rate.
     */
    Optional<String> burst();

    /**
     * J, the longest time from a grant to its arrival. Raising it forgives slow connections and
     * lowers the rate.
     */
    Optional<String> spread();

    /**
     * The part of the slots that is left unused. Raising it forgives a vendor that frees its slots
     * late.
     */
    Optional<String> marginSlots();

    /**
     * How long a slot is held whose submit was never settled. Raising it is safer; lowering it
     * frees slots sooner.
     */
    Optional<String> hold();

    /**
     * How long the slots take to open after a start that knows no lease. Raising it is safer after
     * a restart.
     */
    Optional<String> coldStart();
  }

  /** How many submits may wait. */
  interface Waiting {
    /** Of one team. Raising it costs memory and makes the last in the queue wait in vain. */
    Optional<String> perTeam();

    /** Of all teams together. */
    Optional<String> total();
  }

  /** The sandbox's limits, which are its budget's as well. */
  interface Sandbox {
    Optional<List<String>> windows();

    Optional<String> concurrentTasks();
  }

  /** An upstream's limits. */
  interface Upstream {
    /** Short for one window of 60 s. */
    Optional<String> requestsPerMinute();

    Optional<List<String>> windows();

    Optional<String> concurrentTasks();

    /** Whose budget it shares. Default: its own. */
    Optional<String> budget();

    /** Whether no submit is granted there for now. */
    Optional<String> paused();
  }

  /** A team's share. */
  interface Team {
    Optional<String> weight();

    Optional<String> guaranteedRequestsPerMinute();

    Optional<String> guaranteedTasks();

    Optional<String> lendable();

    Optional<String> concurrentTasks();

    Optional<String> maxWait();

    Optional<String> overflow();
  }
}
