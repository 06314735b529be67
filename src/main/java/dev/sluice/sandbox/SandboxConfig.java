package dev.sluice.sandbox;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The sandbox's part of the configuration, as it is written. */
@ConfigMapping(prefix = "sluice")
public interface SandboxConfig {

  Values sandbox();

  /** The members of {@code sluice.sandbox}. */
  interface Values {

    /**
     * {@code true} or {@code false}; by default it is on where somebody needs it. What follows from
     * it the layout says, here it is only checked.
     */
    Optional<String> enabled();

    /**
     * Sliding windows as {@code requests/length}, such as {@code 10000/60s}, or of one kind of
     * requests, such as {@code 20/10s create} and {@code 10/1s read}; a request must fit into all
     * of its kind. Fewer requests or a longer window makes the vendor stricter. Default {@code
     * 10000/60s}.
     */
    Optional<List<String>> windows();

    /** The most unfinished tasks at once. Default 1000. */
    Optional<String> concurrentTasks();

    /** How long a task takes: {@code 30s}, or a range {@code 2s..6s}. Default {@code 3s..6s}. */
    Optional<String> duration();

    /** The share of tasks that fail by chance, such as {@code 5%}. Default {@code 0%}. */
    Optional<String> failureRate();

    /** With which Kie's callbacks are signed. A secret. Default: they are not signed. */
    Optional<String> webhookHmacKey();
  }
}
