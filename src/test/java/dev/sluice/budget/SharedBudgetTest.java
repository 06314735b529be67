package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedBudgetTest {

  private final TestTime time = new TestTime();
  private final List<Object> bound = new ArrayList<>();
  private int failures = 2;

  @Test
  void aBindingForWhichTheLedgerHasNoRoomIsToldAgainUntilItHas() {
    SharedBudget budget = budget(full());

    budget.bind("s1", Bond.of("t1"), Duration.ZERO).subscribe().with(done -> {}, failure -> {});
    assertThat(bound).isEmpty();
    time.advance(Duration.ofSeconds(2));
    assertThat(bound).containsExactly("s1");
    time.advance(Duration.ofSeconds(5));

    assertThat(bound).as("once it was taken, no more").hasSize(1);
  }

  @Test
  void whoHasToKnowOfABindingIsToldWhatTheLedgerSaid() {
    failures = 0;

    assertThat(Now.of(budget(full()).bindForSure("s1", Bond.of("t1"), Duration.ZERO))).isTrue();

    failures = 1;
    budget(full())
        .bindForSure("s2", Bond.of("t1"), Duration.ZERO)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .assertFailedWith(StoreFailure.class);
    time.advance(Duration.ofSeconds(5));
    assertThat(bound).as("it is not told again").containsExactly("s1");
  }

  @Test
  void whoHasToKnowOfABindingIsNotToldAGuess() {
    UniAssertSubscriber<Boolean> asked =
        budget(silent())
            .bindForSure("s1", Bond.of("t1"), Duration.ZERO)
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());
    time.advance(Duration.ofMillis(Budget.BIND_MILLIS * 2));
    asked.assertNotTerminated();

    time.advance(Duration.ofMillis(Budget.BIND_SURE_MILLIS));

    asked.assertFailedWith(StoreFailure.class);
  }

  private SharedBudget budget(Ledger ledger) {
    BudgetPlan plan =
        BudgetPlan.of(
            "apixo",
            new RateWindow(10_000, Duration.ofMinutes(1)),
            new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50)),
            50,
            10,
            Map.of());
    return new SharedBudget(plan, ledger, time, time, new Seats.Bounds(200, 500));
  }

  /** One that never answers a binding. */
  private static Ledger silent() {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "bind" -> Uni.createFrom().nothing();
                  case "drain" -> arguments[0];
                  case "admit" -> Uni.createFrom().item(List.of());
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Ledger full() {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "bind" -> {
                    if (failures-- > 0) {
                      yield Uni.createFrom()
                          .failure(new StoreFailure(StoreFailure.Kind.NEVER_SENT, "full"));
                    }
                    bound.add(arguments[0]);
                    yield Uni.createFrom().item(true);
                  }
                  case "drain" -> arguments[0];
                  case "admit" -> Uni.createFrom().item(List.of());
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
