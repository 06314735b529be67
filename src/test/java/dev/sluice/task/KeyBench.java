package dev.sluice.task;

import dev.sluice.dialect.ApixoDialect;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReply;
import dev.sluice.passage.Answer;
import dev.sluice.passage.ClaimedKey;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.passage.SubmitKey;
import dev.sluice.team.Team;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import dev.sluice.upstream.SubmitOutcome;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stage of keys on virtual time, before a path that comes back when a test says so. */
final class KeyBench {

  private static final Patience PATIENCE = new Patience(Duration.ofSeconds(10));

  final TestTime time = new TestTime();
  final Draining draining = new Draining();
  final FaultyKeys keys;
  final KeyErrands errands = new KeyErrands(time);
  private final FakeUpstream upstream = new FakeUpstream(time, "apixo");
  private final ClaimTime claimTime = new ClaimTime(new OneUpstream());
  private final IdempotencyStage stage;
  private final IdempotentSubmits submits;

  KeyBench() {
    this(1000);
  }

  KeyBench(int mostKeys) {
    keys =
        new FaultyKeys(new MemoryIdempotencyStore(Duration.ofHours(24), mostKeys, 1 << 20, time));
    stage =
        new IdempotencyStage(keys, new KeyClaims(keys, time, time, draining), errands, claimTime);
    submits = new FoundTasks(keys);
  }

  Duration within() {
    return claimTime.of(PATIENCE);
  }

  Duration timeout() {
    return upstream.timeout();
  }

  /** Of team red, without a key. */
  Try without() {
    return new Try(passage("red", "flux2", "body"));
  }

  /** Of team red. */
  Try submit(String key, String text) {
    return submit("red", "apixo", key, "flux2", text);
  }

  Try submit(String team, String dialect, String key, String model, String text) {
    return new Try(passage(team, model, text).note(SubmitKey.class, new SubmitKey(dialect, key)));
  }

  /** The upstream tells that this one had started a task. */
  boolean bound(Try one, String taskId) {
    String digest = one.passage.noted(ClaimedKey.class).digest();
    return Now.of(submits.bound("red", digest, "apixo", taskId, new ApixoDialect()));
  }

  static Relayed relayed(int status, String body) {
    return new Relayed(
        status,
        Map.of(
            "Content-Type",
            "application/json",
            "Sluice-Upstream",
            "apixo",
            "X-Cost",
            "1",
            "Retry-After",
            "7"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static Passage passage(String team, String model, String text) {
    byte[] body = ("{\"input\":{\"prompt\":\"" + text + "\"}}").getBytes(StandardCharsets.UTF_8);
    return new Passage(
            new RequestHead(Operation.SUBMIT, "id", "apixo", model, "", name -> Optional.empty()))
        .note(Team.class, new Team(team, List.of(), List.of(), true, false))
        .note(SubmitBody.class, (SubmitBody) SubmitBody.read(body))
        .note(Patience.class, PATIENCE);
  }

  /** A submit on its way. */
  final class Try {
    final Passage passage;
    private final UniAssertSubscriber<Answer> client;
    private @Nullable UniEmitter<? super Answer> rest;

    private Try(Passage passage) {
      this.passage = passage;
      this.client =
          stage
              .enter(passage, on -> Uni.createFrom().emitter(emitter -> rest = emitter))
              .subscribe()
              .withSubscriber(UniAssertSubscriber.create());
    }

    boolean wentOn() {
      return rest != null;
    }

    /** What the upstream's answer comes to. */
    void reply(int code) {
      passage.note(
          SubmitOutcome.class,
          new SubmitOutcome(
              "apixo", 200, new SubmitReply(code, true, Optional.empty()), Optional.empty()));
    }

    void comesBack(Started started, Answer answer) {
      passage.note(Started.class, started);
      rest.complete(answer);
    }

    void fails(Started started) {
      passage.note(Started.class, started);
      rest.fail(new IllegalStateException("a fault"));
      client.assertFailedWith(IllegalStateException.class);
    }

    void leaves() {
      client.cancel();
    }

    boolean waits() {
      return rest == null && client.getItem() == null;
    }

    Answer answer() {
      return client.assertCompleted().getItem();
    }

    Refusal refusal() {
      return ((Refused) answer()).refusal();
    }
  }

  private final class OneUpstream implements Upstreams {
    @Override
    public Upstream of(String name) {
      return upstream;
    }

    @Override
    public Collection<Upstream> all() {
      return List.of(upstream);
    }
  }
}
