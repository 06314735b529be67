package dev.sluice.testing;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Waits for what another thread answers, a real Redis for instance, on the test's own thread, which
 * serves nothing. What answers at once is read by {@link Now}.
 */
public final class Soon {

  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private Soon() {}

  /**
   * The item; fails with the failure, or after 5 s.
   *
   * @throws io.smallrye.mutiny.TimeoutException where nothing came
   */
  public static <T> T of(Uni<T> uni) {
    return uni.await().atMost(AT_MOST);
  }
}
