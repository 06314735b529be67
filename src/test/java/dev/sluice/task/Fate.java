package dev.sluice.task;

import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.util.Random;
import java.util.function.Supplier;

/** What becomes of the steps of one replica: at random they fail or kill it, done or not. */
final class Fate {

  /** Nothing happens. */
  static final Fate KIND = new Fate(new Random(0), 0, 0);

  private final Random random;
  private final double failing;
  private final double deadly;
  private boolean calm;
  private boolean dead;

  /**
   * @param failing the part of the steps that fail
   * @param deadly the part of the steps during which the replica dies
   */
  Fate(Random random, double failing, double deadly) {
    this.random = random;
    this.failing = failing;
    this.deadly = deadly;
  }

  /** From now on nothing happens any more. */
  void calm() {
    calm = true;
  }

  boolean dead() {
    return dead;
  }

  <T> Uni<T> of(Supplier<Uni<T>> step) {
    return Uni.createFrom().deferred(() -> decide(step));
  }

  private <T> Uni<T> decide(Supplier<Uni<T>> step) {
    double draw = calm ? 1 : random.nextDouble();
    boolean before = random.nextBoolean();
    if (dead || draw < deadly && before) {
      dead = true;
      return Uni.createFrom().nothing();
    }
    if (draw < deadly) {
      dead = true;
      return step.get().chain(done -> Uni.createFrom().nothing());
    }
    if (draw >= deadly + failing) {
      return step.get();
    }
    Uni<T> failed =
        Uni.createFrom().failure(new StoreFailure(StoreFailure.Kind.UNKNOWN, "by chance"));
    return before ? failed : step.get().chain(done -> failed);
  }
}
