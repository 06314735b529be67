package dev.sluice.deferral;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.RequestHead;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes passages of deferred submits whose turn may have come. */
final class TurnPassages {

  /** How long one waits at one upstream before the others are looked at again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TeamDirectory teams;
  private final Clock clock;

  TurnPassages(TeamDirectory teams, Clock clock) {
    this.teams = teams;
    this.clock = clock;
  }

  /** Whether it has waited too long. */
  boolean late(Deferred submit) {
    return clock.millis() >= submit.expiresMillis();
  }

  /** For how long it may wait still; never less than nothing. */
  Duration left(Deferred submit) {
    return Duration.ofMillis(Math.max(0, submit.expiresMillis() - clock.millis()));
  }

  /**
   * As its team's, said at its door; it waits as long as one whose client asked for that.
   *
   * @return empty where there is no such team any more, or the door does not take it any more
   */
  Optional<Passage> of(Departure departure) {
    Deferred submit = departure.claim().submit();
    Optional<Team> team = teams.byId(submit.team());
    Dialect door = Dialects.named(submit.door());
    if (team.isEmpty()
        || !(door.check(SubmitBody.read(submit.body())) instanceof SubmitBody body)) {
      return Optional.empty();
    }
    Duration left = left(submit);
    Duration patience = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
    return Optional.of(
        new Passage(head(submit))
            .note(Team.class, team.get())
            .note(SubmitBody.class, body)
            .note(GivenId.class, new GivenId(submit.id()))
            .note(Departure.class, departure)
            .note(Patience.class, new Patience(patience, false, true)));
  }

  private static RequestHead head(Deferred submit) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(submit.headers());
    return new RequestHead(
        Operation.SUBMIT,
        headers.getOrDefault("X-Request-Id", submit.id()),
        submit.door(),
        submit.model(),
        "",
        name -> Optional.ofNullable(headers.get(name)));
  }
}
