package dev.sluice.quota;

import dev.sluice.passage.Deposit;
import dev.sluice.passage.Refusal;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Taken;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One submit's payment into its team's ceilings (law Q1). */
final class QuotaDeposit implements Deposit {

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
                return Optional.empty();
              }
              refused = true;
              return Optional.of(words.apply((Exhausted) taking));
            });
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
