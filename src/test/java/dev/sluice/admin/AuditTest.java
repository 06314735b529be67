package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.passage.RefusedException;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Soon;
import dev.sluice.testing.TestTime;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Entry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AuditTest {

  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private final TestTime time = new TestTime();
  private final List<Entry> written = new ArrayList<>();
  private Optional<RuntimeException> failure = Optional.empty();
  private int tries;
  private final Audit audit =
      new Audit(
          new AuditTrail() {
            @Override
            public Uni<Void> add(Entry entry) {
              tries++;
              failure.ifPresent(
                  it -> {
                    throw it;
                  });
              written.add(entry);
              return Uni.createFrom().voidItem();
            }

            @Override
            public Uni<Page> list(Optional<String> cursor) {
              throw new UnsupportedOperationException();
            }
          },
          Clock.fixed(NOW, ZoneOffset.UTC),
          time);

  @Test
  void aChangeIsWrittenWithItsTime() {
    made();

    assertThat(written)
        .containsExactly(
            new Entry(NOW, "alice", "slot-release", "s", Map.of("team", "red"), Map.of()));
  }

  @Test
  void aStoreThatComesBackSoonGetsIt() {
    failure = Optional.of(new StoreFailure(StoreFailure.Kind.UNKNOWN, "late"));
    CompletableFuture<Void> made = begun();
    assertThat(made).isNotDone();

    failure = Optional.empty();
    time.advance(Audit.PAUSE);

    assertThat(made).isCompleted();
    assertThat(written).hasSize(1);
    assertThat(tries).isEqualTo(2);
  }

  @Test
  void whereTheTrailMayNotHaveItTheAnswerSaysThatTheChangeWasMade() {
    for (RuntimeException each :
        List.of(
            new StoreFailure(StoreFailure.Kind.UNKNOWN, "gone"),
            new IllegalStateException("broken"))) {
      failure = Optional.of(each);

      assertThatThrownBy(this::made)
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> {
                assertThat(refused.refusal().reason().status()).isEqualTo(503);
                assertThat(refused.refusal().detail()).startsWith("The change was made");
                assertThat(refused.refusal().retryAfter()).isEmpty();
              });
    }
  }

  private void made() {
    CompletableFuture<Void> made = begun();
    time.advance(Audit.PAUSE.multipliedBy(Audit.AGAIN));
    Soon.of(Uni.createFrom().completionStage(made));
  }

  private CompletableFuture<Void> begun() {
    return audit
        .made("alice", "slot-release", "s", Map.of("team", "red"), Map.of())
        .subscribeAsCompletionStage();
  }
}
