package dev.sluice.quota.redis;

import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaSettings;
import dev.sluice.settings.Live;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Replicas on one {@link FakeRedis}, in virtual time. */
final class VirtualReplicas {

  private static final Duration STEP = Duration.ofMillis(1);

  final TestTime time = new TestTime();
  final FakeRedis redis;

  VirtualReplicas(long seed) {
    this.redis = new FakeRedis(time, seed);
  }

  /** A replica that starts now, and whose settings never change. */
  QuotaBuckets replica(QuotaSettings settings) {
    return replica(Live.still(settings));
  }

  /** A replica that starts now. */
  QuotaBuckets replica(Live<QuotaSettings> settings) {
    return new RedisQuotaBuckets(settings, redis, time, time, time.clock());
  }

  /** Lets as much time pass as the answer takes. */
  <T> T answer(Uni<T> uni) {
    var answer = uni.subscribeAsCompletionStage();
    for (int waited = 0; !answer.isDone() && waited < 10_000; waited++) {
      time.advance(STEP);
    }
    if (!answer.isDone()) {
      throw new IllegalStateException("hangs");
    }
    return answer.join();
  }
}
