package dev.sluice.task;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** How tasks are watched and how long they are remembered, as written. */
@ConfigMapping(prefix = "sluice")
public interface TaskConfig {

  /** Where upstreams reach the gateway; the room {@code relay} checks it. */
  Optional<String> publicUrl();

  Tasks tasks();

  Webhooks webhooks();

  /** What of {@code sluice.webhooks} is about ends that upstreams tell. */
  interface Webhooks {

    /**
     * Whether an upstream's callback is believed only after its task's status was read again, for
     * one token; false.
     */
    Optional<String> verifyCallbacks();
  }

  /** {@code sluice.tasks}. */
  interface Tasks {

    /**
     * How long the last envelope is kept after the end; 24h. Longer answers more late polls without
     * the upstream and takes more memory.
     */
    Optional<String> retention();

    /**
     * The age at which a task that the upstream does not call running gives its slot back; 2h.
     * Shorter frees leaked slots sooner and may free one whose task still runs.
     */
    Optional<String> maxAge();

    /** The same for single models, by model id. */
    Map<String, String> maxAges();

    /** When a task of a model that nothing is known of is looked at first; 3s. */
    Optional<String> firstCheck();

    /** The least time between two scheduled looks at a task; 2s. Shorter costs more requests. */
    Optional<String> minSpacing();

    /**
     * How long a slot is held whose submit had an unknown outcome; learned where it is not set.
     * Shorter risks more tasks at the upstream than it allows.
     */
    Optional<String> unknownHold();

    /** How many envelopes of ended tasks are kept at most; 100000, about 1.3 KB each. */
    Optional<String> memoryRecords();
  }
}
