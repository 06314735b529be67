package dev.sluice.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaDepositTest {

  @Test
  void whatCannotBeCountedIsRefusedAndEndsItsPlaceInLine() {
    var away = new Away();
    var line = new QuotaLine("red", away, new TestTime(), new Bounds(10, 10));
    var deposit =
        new QuotaDeposit("red", away, line, line.place(1, 0, run -> {}), by -> unexpected());

    Refusal refusal = Now.of(deposit.pay()).orElseThrow();

    assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal.violatedPolicies()).containsExactly("store");
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(deposit.refused()).as("it is not the quota that refused").isFalse();
    deposit.refund();
  }

  private static Refusal unexpected() {
    throw new AssertionError("no ceiling refused");
  }

  /** Ceilings whose store does not answer. */
  private static final class Away implements QuotaBuckets {
    @Override
    public Uni<Optional<Exhausted>> look(String team, int ahead) {
      return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Taking> take(String team) {
      return Uni.createFrom()
          .failure(new StoreFailure(StoreFailure.Kind.UNKNOWN, "no answer in time"));
    }

    @Override
    public List<Level> levels(String team) {
      return List.of();
    }
  }
}
