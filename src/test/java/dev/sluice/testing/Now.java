package dev.sluice.testing;

import io.smallrye.mutiny.Uni;

/** Reads what is there without waiting. */
public final class Now {

  private Now() {}

  /**
   * The item of something that answers at once.
   *
   * @throws IllegalStateException where it has not answered
   */
  public static <T> T of(Uni<T> uni) {
    var stage = uni.subscribeAsCompletionStage().toCompletableFuture();
    if (!stage.isDone()) {
      throw new IllegalStateException("has not answered yet");
    }
    return stage.getNow(null);
  }
}
