package dev.sluice.task;

import static dev.sluice.task.KeyStanding.Plain.CLAIMED;
import static dev.sluice.task.KeyStanding.Plain.CONFLICT;
import static dev.sluice.task.KeyStanding.Plain.OVERDUE;
import static dev.sluice.task.KeyStanding.Plain.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.SubmitKey;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What every store of keys does. */
public abstract class IdempotencyContract {

  protected static final Duration LONG = Duration.ofMinutes(1);
  protected static final Duration SHORT = Duration.ofMillis(200);

  /** What every test asks for is its own. */
  private final String key = "key-" + UUID.randomUUID();

  protected abstract IdempotencyStore store();

  /** One that keeps answers for {@link #SHORT}. */
  protected abstract IdempotencyStore forgetful();

  /** Lets time pass until this holds, ten seconds at most. */
  protected abstract void until(Callable<Boolean> holds) throws Exception;

  @Test
  void ofAllWhoComeWithAKeyOneGoesOn() {
    KeyedSubmit first = submit("body");

    assertThat(claim(first)).isEqualTo(CLAIMED);
    assertThat(claim(submit("body"))).isEqualTo(RUNNING);
    assertThat(claim(submit("body"))).isEqualTo(RUNNING);
    assertThat(claim(first)).isEqualTo(CLAIMED);
  }

  @Test
  void aKeyIsItsTeamsOwn() {
    assertThat(claim(submit("red", "body"))).isEqualTo(CLAIMED);
    assertThat(claim(submit("blue", "other"))).isEqualTo(CLAIMED);
  }

  @Test
  void anotherSubmitWithTheSameKeyIsAConflictWhetherTheFirstRunsOrNot() throws Exception {
    KeyedSubmit first = submit("body");
    get(store().claim(first, SHORT));
    assertThat(claim(submit("other"))).isEqualTo(CONFLICT);
    until(() -> claim(submit("body")) == OVERDUE);
    assertThat(claim(submit("other"))).isEqualTo(CONFLICT);
    get(store().keep(first, relayed("done")));

    assertThat(claim(submit("other"))).isEqualTo(CONFLICT);
  }

  @Test
  void anAnswerIsKeptByteForByte() {
    KeyedSubmit first = submit("body");
    claim(first);
    byte[] bytes = new byte[512];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Map<String, String> headers =
        Map.of("Content-Type", "application/json; charset=\"x: y\"", "Sluice-Upstream", "a");
    KeptAnswer answer = new KeptAnswer(false, false, 299, headers, bytes);

    get(store().keep(first, answer));

    assertSame(kept(), answer);
  }

  @Test
  void ourOwnUnknownOutcomeIsKeptAsSuch() {
    KeyedSubmit first = submit("body");
    claim(first);
    KeptAnswer answer =
        new KeptAnswer(true, true, 504, Map.of(), "\n\nmay exist".getBytes(StandardCharsets.UTF_8));

    get(store().keep(first, answer));

    assertSame(kept(), answer);
  }

  @Test
  void whoDoesNotHoldTheClaimChangesNothing() {
    claim(submit("body"));
    KeyedSubmit other = submit("body");

    get(store().keep(other, relayed("not his")));
    get(store().free(other));
    get(store().withdraw(other));

    assertThat(claim(submit("body"))).isEqualTo(RUNNING);
  }

  @Test
  void aFreedKeyIsClaimedAnewByWhateverSubmit() {
    KeyedSubmit first = submit("body");
    claim(first);
    get(store().free(first));
    get(store().free(first));

    assertThat(claim(submit("other"))).isEqualTo(CLAIMED);
  }

  @Test
  void whatIsKeptIsNotFreed() {
    KeyedSubmit first = submit("body");
    claim(first);
    get(store().keep(first, relayed("done")));
    get(store().free(first));
    get(store().withdraw(first));

    assertSame(kept(), relayed("done"));
  }

  @Test
  void aWithdrawnKeyIsClaimedAnewByAnotherSubmit() {
    KeyedSubmit first = submit("body");
    claim(first);
    get(store().withdraw(first));

    assertThat(claim(submit("other"))).isEqualTo(CLAIMED);
  }

  @Test
  void aSubmitThatShouldLongHaveBeenAnsweredIsOverdueAndItsAnswerIsStillKept() throws Exception {
    KeyedSubmit first = submit("body");
    get(store().claim(first, SHORT));
    assertThat(claim(submit("body"))).isEqualTo(RUNNING);
    until(() -> claim(submit("body")) == OVERDUE);

    get(store().keep(first, relayed("late")));

    assertSame(kept(), relayed("late"));
  }

  @Test
  void theTaskOfASubmitThatRunsOrIsOverdueIsItsAnswer() throws Exception {
    get(store().claim(submit("body"), SHORT));
    until(() -> claim(submit("body")) == OVERDUE);

    assertThat(complete("task")).isTrue();
    assertThat(complete("another")).isTrue();

    assertSame(kept(), relayed("task"));
  }

  @Test
  void theTaskOfAnUnknownOutcomeTakesItsPlaceAndNoOpenAnswerComesBack() {
    KeyedSubmit first = submit("body");
    claim(first);
    get(store().keep(first, open("unknown")));
    assertSame(kept(), open("unknown"));

    assertThat(complete("task")).isTrue();
    get(store().keep(first, open("unknown")));

    assertSame(kept(), relayed("task"));
  }

  @Test
  void theUpstreamsOwnAnswerTakesThePlaceOfATaskThatWasFoundBefore() {
    KeyedSubmit first = submit("body");
    claim(first);
    complete("task");
    get(store().keep(first, relayed("its own")));

    assertThat(complete("task")).isFalse();
    assertSame(kept(), relayed("its own"));
  }

  @Test
  void aKeyThatNobodyClaimedIsNotCompleted() {
    assertThat(complete("task")).isFalse();
    assertThat(claim(submit("body"))).isEqualTo(CLAIMED);
  }

  @Test
  void anAnswerGoesWhenItsTimeIsOver() throws Exception {
    KeyedSubmit first = submit("body");
    get(forgetful().claim(first, LONG));
    get(forgetful().keep(first, relayed("done")));

    until(() -> get(forgetful().claim(submit("other"), LONG)) == CLAIMED);
  }

  @Test
  void aClaimThatNobodyAnswersGoesWhenItWouldHaveBeenForgotten() throws Exception {
    get(forgetful().claim(submit("body"), SHORT));
    until(() -> get(forgetful().claim(submit("body"), LONG)) == OVERDUE);

    until(() -> get(forgetful().claim(submit("body"), LONG)) == CLAIMED);
  }

  protected KeyStanding claim(KeyedSubmit submit) {
    return get(store().claim(submit, LONG));
  }

  private KeptAnswer kept() {
    return ((KeyStanding.Kept) claim(submit("body"))).answer();
  }

  private boolean complete(String body) {
    return get(store().complete("red", KeyedSubmit.digest(key), relayed(body)));
  }

  protected KeyedSubmit submit(String body) {
    return submit("red", body);
  }

  private KeyedSubmit submit(String team, String body) {
    return KeyedSubmit.of(
        team,
        new SubmitKey("apixo", key),
        "flux2",
        body.getBytes(StandardCharsets.UTF_8),
        UUID.randomUUID().toString());
  }

  protected static KeptAnswer relayed(String body) {
    return new KeptAnswer(
        false, false, 200, Map.of("Sluice-Upstream", "a"), body.getBytes(StandardCharsets.UTF_8));
  }

  private static KeptAnswer open(String body) {
    return new KeptAnswer(true, false, 500, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  protected static void assertSame(KeptAnswer read, KeptAnswer kept) {
    assertThat(read.body()).isEqualTo(kept.body());
    assertThat(read.status()).isEqualTo(kept.status());
    assertThat(read.headers()).isEqualTo(kept.headers());
    assertThat(read.own()).isEqualTo(kept.own());
    assertThat(read.open()).isEqualTo(kept.open());
  }

  protected static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
