package dev.sluice.front;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.Optional;

/** What configuration says to the door, as text. */
@ConfigMapping(prefix = "sluice")
public interface FrontConfig {

  /**
   * The largest request body, such as {@code 1M} (the default) or {@code 512K}. Raising it lets
   * larger prompts and inline media pass, and lets fewer of them stand in memory at once; lowering
   * it refuses earlier with 413.
   */
  @WithName("max-body")
  Optional<String> maxBody();

  /**
   * How long a request body may take to arrive, from the end of its header; 30 s by default.
   * Raising it serves slower links; lowering it frees connections of clients that stall sooner.
   */
  @WithName("body-timeout")
  Optional<String> bodyTimeout();

  /**
   * Whether each request is a line in the log; {@code false} by default. It costs a line for each
   * poll, and tells who asked for what, and how long it took.
   */
  @WithName("access-log")
  Optional<String> accessLog();
}
