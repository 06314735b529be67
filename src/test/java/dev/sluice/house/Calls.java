package dev.sluice.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What may not be called, by a call or by a method reference. */
final class Calls {

  /** Methods that hold their thread until something happens, by the type that declares them. */
  private static final List<Forbidden> WAITING =
      List.of(
          new Forbidden("io.smallrye.mutiny.Uni", Set.of("await")),
          new Forbidden(
              "io.smallrye.mutiny.groups.UniAwait", Set.of("indefinitely", "atMost", "asOptional")),
          new Forbidden(
              "io.smallrye.mutiny.groups.MultiSubscribe", Set.of("asIterable", "asStream")),
          new Forbidden("io.vertx.core.Future", Set.of("await")),
          new Forbidden("java.lang.Object", Set.of("wait")),
          new Forbidden("java.lang.Thread", Set.of("sleep", "join")),
          new Forbidden("java.lang.Process", Set.of("waitFor")),
          new Forbidden("java.net.http.HttpClient", Set.of("send")),
          new Forbidden("java.util.concurrent.TimeUnit", Set.of("sleep", "timedJoin")),
          new Forbidden("java.util.concurrent.Future", Set.of("get", "join")),
          new Forbidden("java.util.concurrent.CountDownLatch", Set.of("await")),
          new Forbidden("java.util.concurrent.CyclicBarrier", Set.of("await")),
          new Forbidden("java.util.concurrent.Exchanger", Set.of("exchange")),
          new Forbidden("java.util.concurrent.Semaphore", Set.of("acquire")),
          new Forbidden("java.util.concurrent.Phaser", Set.of("arriveAndAwaitAdvance")),
          new Forbidden("java.util.concurrent.BlockingQueue", Set.of("put", "take")),
          new Forbidden(
              "java.util.concurrent.ExecutorService",
              Set.of("awaitTermination", "invokeAll", "invokeAny", "close")),
          new Forbidden("java.util.concurrent.locks.Condition", Set.of("await", "awaitNanos")),
          new Forbidden(
              "java.util.concurrent.locks.LockSupport", Set.of("park", "parkNanos", "parkUntil")));

  private static final List<Forbidden> CLOCKS =
      List.of(
          new Forbidden("java.lang.System", Set.of("nanoTime", "currentTimeMillis")),
          new Forbidden(
              "java.time.Clock",
              Set.of(
                  "system",
                  "systemUTC",
                  "systemDefaultZone",
                  "tickMillis",
                  "tickSeconds",
                  "tickMinutes")),
          new Forbidden("java.util.Calendar", Set.of("getInstance")),
          new Forbidden(
              "io.github.bucket4j.local.LocalBucketBuilder",
              Set.of("withMillisecondPrecision", "withNanosecondPrecision")),
          new Forbidden(
              "io.github.bucket4j.TimeMeter", Set.of("SYSTEM_MILLISECONDS", "SYSTEM_NANOTIME")));

  static final ArchRule NOTHING_WAITS_ON_AN_EVENT_LOOP =
      classes()
          .should(notCall("wait for anything", Calls::waits))
          .because("an event loop that waits stops every request that it carries")
          .allowEmptyShould(true);

  static final ArchRule CLOCKS_ARE_HANDED_IN =
      classes()
          .that(describe("are not in time", type -> !House.room(type).equals("time")))
          .should(notCall("read a clock of their own", Calls::readsAClock))
          .because("a rule that depends on time must be walked along a made-up timeline")
          .allowEmptyShould(true);

  private Calls() {}

  private static boolean waits(JavaAccess<?> access) {
    return access.getTarget().getName().endsWith("AndAwait")
        || WAITING.stream().anyMatch(each -> each.matches(access));
  }

  private static boolean readsAClock(JavaAccess<?> access) {
    return CLOCKS.stream().anyMatch(each -> each.matches(access))
        || access.getTarget() instanceof CodeUnitAccessTarget target
            && (isNowWithoutClock(target) || isNewDate(target));
  }

  private static boolean isNowWithoutClock(CodeUnitAccessTarget target) {
    return target.getOwner().getPackageName().startsWith("java.time")
        && target.getName().equals("now")
        && target.getRawParameterTypes().stream().noneMatch(t -> t.isEquivalentTo(Clock.class));
  }

  private static boolean isNewDate(CodeUnitAccessTarget target) {
    return target.getOwner().isEquivalentTo(java.util.Date.class)
        && target.getName().equals("<init>")
        && target.getRawParameterTypes().isEmpty();
  }

  private static ArchCondition<JavaClass> notCall(String what, Predicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>("not " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(forbidden)
            .forEach(
                access ->
                    events.add(SimpleConditionEvent.violated(access, access.getDescription())));
      }
    };
  }

  private record Forbidden(String owner, Set<String> names) {
    boolean matches(JavaAccess<?> access) {
      return names.contains(access.getTarget().getName())
          && access.getTargetOwner().isAssignableTo(owner);
    }
  }
}
