package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Slot;
import dev.sluice.dialect.ApixoDialect;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.ClaimedKey;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.SendPermit;
import dev.sluice.routing.Provider;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.testing.Now;
import dev.sluice.upstream.Reply;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnCallbackStageTest {

  private static final Relayed SERVED = new Relayed(200, Map.of(), new byte[0]);
  private static final String POLLING = "{ \"input\":{\"x\":1.50} }";
  private static final String ASKING =
      "{\"request_type\":\"callback\", \"callback_url\":\"https://red.example/x\",\"input\":{}}";

  private final TaskBench bench = new TaskBench();
  private final List<Submission> asked = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final Passage passage = bench.passage(Operation.SUBMIT, "red", "");

  @Test
  void aTeamThatPollsIsHeardByCallbackToo() {
    enter(true, POLLING, "s1");

    assertThat(sent)
        .containsExactly(
            "{\"callback_url\":\"https://own/s1\",\"request_type\":\"callback\", \"input\":{\"x\":1.50} }");
    assertThat(passage.find(CallbackWish.class)).isEmpty();
    assertThat(asked)
        .containsExactly(
            new Submission(
                "s1",
                "red",
                "apixo",
                "flux2",
                "value",
                bench.time.clock().millis(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Asked("apixo", "flux2")),
                Optional.empty()));
  }

  @Test
  void aTeamsAddressIsReplacedAndRemembered() {
    passage.note(ClaimedKey.class, new ClaimedKey("d1"));

    enter(true, ASKING, "s1");

    assertThat(sent)
        .containsExactly(
            "{\"request_type\":\"callback\", \"callback_url\":\"https://own/s1\",\"input\":{}}");
    assertThat(passage.noted(CallbackWish.class).url()).isEqualTo("https://red.example/x");
    assertThat(asked.get(0).callback()).contains("https://red.example/x");
    assertThat(asked.get(0).claim()).contains("d1");
  }

  @Test
  void aPlaceholderOfATeamThatPollsIsReplacedAndMeansNothing() {
    enter(true, "{\"request_type\":\"async\",\"callback_url\":\"https://...\"}", "s1");

    assertThat(sent)
        .containsExactly("{\"request_type\":\"callback\",\"callback_url\":\"https://own/s1\"}");
    assertThat(passage.find(CallbackWish.class)).isEmpty();
  }

  @Test
  void withoutAnAddressOfOurOwnTheUpstreamIsNotToldTheTeams() {
    enter(false, ASKING, "s1");

    assertThat(sent).containsExactly("{\"request_type\":\"async\", \"input\":{}}");
    assertThat(passage.noted(CallbackWish.class).url()).isEqualTo("https://red.example/x");
  }

  @Test
  void withoutAnAddressOfOurOwnATeamThatPollsGoesThroughUntouched() {
    SubmitBody body = body(POLLING);

    enter(false, body, "s1");

    assertThat(passage.noted(SubmitBody.class)).isSameAs(body);
  }

  @Test
  void eachAttemptHasItsOwnAddressAndStartsFromTheTeamsBody() {
    enter(true, ASKING, "s1");

    again("s2");

    assertThat(sent.get(1))
        .isEqualTo(
            "{\"request_type\":\"callback\", \"callback_url\":\"https://own/s2\",\"input\":{}}");
    assertThat(asked.get(1).callback()).contains("https://red.example/x");
    assertThat(passage.noted(CallbackWish.class).url()).isEqualTo("https://red.example/x");
  }

  @Test
  void whatRoutingRestoresIsTheTeamsBody() {
    passage.note(SubmitBody.class, body(ASKING));
    Map<Class<?>, Object> before = passage.notes();
    enter(true, ASKING, "s1");

    passage.restore(before);
    again("s2");

    assertThat(asked.get(1).callback()).contains("https://red.example/x");
    assertThat(sent.get(1)).contains("https://own/s2").doesNotContain("red.example");
  }

  @Test
  void theWishReachesTheRecord() {
    passage.note(CallbackWish.class, new CallbackWish("https://red.example/x"));
    bench.upstream.run("t1", Duration.ofSeconds(9));
    Now.of(bench.submitting(passage, "apixo", "s1", "t1"));

    assertThat(bench.open.bySlot("s1").orElseThrow().origin().callback())
        .contains("https://red.example/x");
  }

  private void enter(boolean reachable, String body, String slot) {
    enter(reachable, body(body), slot);
  }

  private void enter(boolean reachable, SubmitBody body, String slot) {
    passage.note(SubmitBody.class, body);
    enterStage(reachable, slot);
  }

  /** Comes through once more, with whatever the first time left. */
  private void again(String slot) {
    enterStage(true, slot);
  }

  private void enterStage(boolean reachable, String slot) {
    passage.note(Slot.class, new Slot(slot, bench.budget));
    passage.note(UpstreamChoice.class, new UpstreamChoice("apixo", Provider.VALUE, "flux2"));
    CallbackUrls urls =
        submission -> {
          asked.add(submission);
          return reachable ? Optional.of("https://own/" + submission.slot()) : Optional.empty();
        };
    Answer answer =
        Now.of(
            new OwnCallbackStage(urls, new Apixo(), bench.time.clock())
                .enter(
                    passage,
                    p -> {
                      sent.add(new String(p.noted(SubmitBody.class).bytes(), UTF_8));
                      return Uni.createFrom().item(SERVED);
                    }));
    assertThat(answer).isSameAs(SERVED);
  }

  private static SubmitBody body(String text) {
    return (SubmitBody) SubmitBody.read(text.getBytes(UTF_8));
  }

  /** An upstream that speaks the vendor's real language. */
  private static final class Apixo implements Upstreams, Upstream {
    @Override
    public Upstream of(String name) {
      return this;
    }

    @Override
    public Collection<Upstream> all() {
      return List.of(this);
    }

    @Override
    public String name() {
      return "apixo";
    }

    @Override
    public Dialect dialect() {
      return new ApixoDialect();
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(30);
    }

    @Override
    public Uni<Reply> status(String model, String taskId, SendPermit permit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Reply> balance(SendPermit permit) {
      throw new UnsupportedOperationException();
    }
  }
}
