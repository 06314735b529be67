package dev.sluice.relay;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Refuses a submit whose callback URL its team may not name, whether it asks to be called or not:
 * nobody knows whether the vendor calls a URL that it was not asked to call. Which member holds it
 * is for the team's own language to say. The bytes pass on unchanged. Reads the notes {@link Team}
 * and {@link SubmitBody}; leaves none.
 *
 * <p>Where no callback is asked for, a text that is no URL we can read is a placeholder and passes:
 * APIXO's own example sends {@code https://...} with {@code async}.
 */
@Singleton
public final class CallbackStage implements Stage {

  private final TargetGuard guard;

  public CallbackStage(RelaySettings settings) {
    this.guard = new TargetGuard(settings.targets());
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    if (passage.head().operation() != Operation.SUBMIT) {
      return onward.proceed(passage);
    }
    Dialect spoken = Dialects.named(passage.head().dialect());
    return objection(spoken, passage)
        .map(why -> Refusal.of(Reason.MALFORMED, spoken.callbackMember() + ": " + why))
        .map(refusal -> Uni.createFrom().<Answer>item(refusal.answer()))
        .orElseGet(() -> onward.proceed(passage));
  }

  private Optional<String> objection(Dialect spoken, Passage passage) {
    SubmitBody body = passage.noted(SubmitBody.class);
    boolean asked = spoken.callback(body).isPresent();
    return body.text(spoken.callbackMember())
        .filter(url -> asked || Target.read(url).target().isPresent())
        .flatMap(url -> guard.objection(url, passage.noted(Team.class).callbacks()));
  }
}
