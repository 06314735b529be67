package dev.sluice.budget.redis;

import dev.sluice.redis.StoreFailure;
import dev.sluice.redis.StoreFailure.Kind;
import dev.sluice.testing.RedisTalk;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The program in a real Redis on virtual time, behind a link that a test makes bad: calls are then
 * executed late or never, answers are late or lost, connections break, are missing, or refuse. As
 * the gateway's own link it gives a call up after 250 ms, whatever becomes of it afterwards.
 */
final class LossyProgram implements Program {

  private static final long EPOCH = 1_770_000_000_000_000L;
  private static final int DEADLINE_MILLIS = 250;

  private final RedisTalk talk;
  private final TestTime time;
  private final Random random;
  private final List<String> keys = LedgerProgram.keys("apixo");
  private final String sha;

  /** Milliseconds after which a call is executed, at most; 0 on a good day. */
  int worst;

  int calls;
  int lost;

  LossyProgram(RedisTalk talk, TestTime time, Random random) {
    this.talk = talk;
    this.time = time;
    this.random = random;
    this.sha = (String) ask(List.of("SCRIPT", "LOAD", ProgramClient.program()));
  }

  @Override
  public Uni<Told> run(List<String> arguments) {
    List<String> call = List.copyOf(arguments);
    return Uni.createFrom().emitter(out -> send(call, out));
  }

  private void send(List<String> call, UniEmitter<? super Told> out) {
    calls++;
    if (worst == 0) {
      later(1 + random.nextInt(3), () -> out.complete(execute(call)));
      return;
    }
    later(DEADLINE_MILLIS, () -> out.fail(new StoreFailure(Kind.UNKNOWN, "no answer in time")));
    switch (random.nextInt(8)) {
      case 0 -> fail(out, Kind.NEVER_SENT, 0);
      case 1 -> fail(out, Kind.REFUSED, random.nextInt(20));
      case 2 -> fail(out, Kind.UNKNOWN, random.nextInt(100));
      case 3 -> {
        fail(out, Kind.UNKNOWN, random.nextInt(100));
        later(random.nextInt(worst), () -> execute(call));
      }
      case 4 -> {
        lost++;
        later(random.nextInt(worst), () -> execute(call));
      }
      default ->
          later(
              random.nextInt(worst),
              () -> {
                Told answer = execute(call);
                later(random.nextInt(Math.max(1, worst)), () -> out.complete(answer));
              });
    }
  }

  private void fail(UniEmitter<? super Told> out, Kind kind, int millis) {
    lost++;
    later(millis, () -> out.fail(new StoreFailure(kind, "a bad link")));
  }

  private void later(int millis, Runnable what) {
    if (millis == 0) {
      what.run();
    } else {
      time.after(Duration.ofMillis(millis), what);
    }
  }

  /** Everything is forgotten. */
  void wipe() {
    ask(List.of("FLUSHALL"));
  }

  /** Slots in use. */
  int leases() {
    Object all = ask(List.of("HLEN", keys.get(11)));
    return Math.max(0, ((Long) all).intValue() - 1);
  }

  private Told execute(List<String> call) {
    ask(List.of("SET", keys.get(0) + ":clock", "" + (EPOCH + time.nanos() / 1000)));
    List<String> command = new ArrayList<>(List.of("EVALSHA", sha, "" + keys.size()));
    command.addAll(keys);
    command.addAll(call);
    return told(ask(command));
  }

  private static Told told(Object answer) {
    return answer instanceof List<?> items
        ? Told.list(items.stream().map(LossyProgram::told).toList())
        : Told.text(answer);
  }

  private Object ask(List<String> command) {
    try {
      return talk.ask(command.toArray(String[]::new));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
