package dev.sluice.quota;

import dev.sluice.passage.Deposit;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Taken;
import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One submit's payment into its team's ceilings (law Q1). */
final class QuotaDeposit implements Deposit {

  private static final Duration STORE_RETRY = Duration.ofSeconds(1);

  private static final Refusal STORE_AWAY =
      new Refusal(
          Reason.UNAVAILABLE,
          "The gateway's shared store is away, and what cannot be counted is not sent; nothing was."
              + " Submit again after the time in Retry-After.",
          Optional.of(STORE_RETRY),
          List.of("store"),
          Map.of());

  private final String team;
  private final QuotaBuckets buckets;
  private final QuotaLine line;
  private final QuotaLine.Place place;
  private final Function<Exhausted, Refusal> words;
  private final AtomicReference<@Nullable Taken> taken = new AtomicReference<>();
  private volatile boolean refused;

  QuotaDeposit(
      String team,
      QuotaBuckets buckets,
      QuotaLine line,
      QuotaLine.Place place,
      Function<Exhausted, Refusal> words) {
    this.team = team;
    this.buckets = buckets;
    this.line = line;
    this.place = place;
    this.words = words;
  }

  @Override
  public Uni<Optional<Refusal>> pay() {
    return buckets
        .take(team)
        .onTermination()
        .invoke(place::end)
        .map(
            taking -> {
              if (taking instanceof Taken paid) {
                taken.set(paid);
                refused = false;
                return Optional.<Refusal>empty();
              }
              refused = true;
              return Optional.of(words.apply((Exhausted) taking));
            })
        .onFailure(StoreFailure.class)
        .recoverWithItem(this::storeAway);
  }

  private Optional<Refusal> storeAway() {
    refused = false;
    return Optional.of(STORE_AWAY);
  }

  @Override
  public void refund() {
    Taken paid = taken.getAndSet(null);
    if (paid != null) {
      paid.giveBack().subscribe().with(back -> line.drain());
    }
  }

  /** Whether the last payment was refused. */
  boolean refused() {
    return refused;
  }
}
