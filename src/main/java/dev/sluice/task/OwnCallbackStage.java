package dev.sluice.task;

import dev.sluice.budget.Slot;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.ClaimedKey;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Optional;

/**
 * Puts the gateway's own callback into a submit, for teams that poll, too; where there is none, it
 * takes the team's out. So an upstream never calls a team, and the gateway's webhook is the only
 * one. What the team wants is left as the note {@link CallbackWish}.
 *
 * <p>Each attempt has a slot, and so an address, of its own, and starts from the team's body again.
 * Needs {@link Slot}, {@link Team}, {@link UpstreamChoice} and {@link SubmitBody}.
 */
public final class OwnCallbackStage implements Stage {

  private final CallbackUrls urls;
  private final Upstreams upstreams;
  private final Clock clock;

  OwnCallbackStage(CallbackUrls urls, Upstreams upstreams, Clock clock) {
    this.urls = urls;
    this.upstreams = upstreams;
    this.clock = clock;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    SubmitBody body =
        passage
            .find(TeamsBody.class)
            .map(TeamsBody::body)
            .orElseGet(() -> passage.noted(SubmitBody.class));
    UpstreamChoice choice = passage.noted(UpstreamChoice.class);
    Dialect dialect = upstreams.of(choice.upstream()).dialect();
    Optional<String> wish = dialect.callback(body);
    wish.ifPresentOrElse(
        url -> passage.note(CallbackWish.class, new CallbackWish(url)),
        () -> passage.forget(CallbackWish.class));
    Optional<String> own =
        urls.of(
            new Submission(
                passage.noted(Slot.class).id(),
                passage.noted(Team.class).id(),
                choice.upstream(),
                choice.model(),
                choice.provider().word(),
                clock.millis(),
                wish,
                passage.find(ClaimedKey.class).map(ClaimedKey::digest),
                Optional.of(new Asked(passage.head().dialect(), passage.head().model())),
                passage.find(GivenId.class).map(GivenId::id)));
    SubmitBody edited =
        own.map(url -> dialect.withCallback(body, url))
            .orElseGet(() -> dialect.withoutCallback(body));
    passage.note(TeamsBody.class, new TeamsBody(body)).note(SubmitBody.class, edited);
    return onward.proceed(passage);
  }
}
