package dev.sluice.task;

import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A book that counts nothing while its store is away. */
record RefusingUsage(UsageBook book, AtomicBoolean away) implements UsageBook {

  @Override
  public Uni<Void> count(UsageEntry entry) {
    return away.get()
        ? Uni.createFrom().failure(new StoreFailure(StoreFailure.Kind.UNKNOWN, "away"))
        : book.count(entry);
  }

  @Override
  public Uni<List<Usage>> of(String team, LocalDate day) {
    return book.of(team, day);
  }

  @Override
  public Uni<List<Page>> pages(LocalDate day, String after) {
    return book.pages(day, after);
  }
}
