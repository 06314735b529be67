package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.Translation;
import java.util.Optional;
import java.util.function.Function;

/**
 * What upstreams say of tasks, as it is told to the teams. Everything that is kept of a task is in
 * its upstream's own language and form; here it gets those of whoever is told, and the id by which
 * the team knows the task. Where neither differs, not a byte does.
 *
 * <p>A status is told in the language of the door that was asked, a webhook in that of the door
 * where the task was submitted: a client understands the answers to its own requests, whoever made
 * the task.
 */
final class TeamWords {

  private final Function<String, Optional<Dialect>> upstreams;

  /**
   * @param upstreams the language of an upstream of this name; empty for one that is not configured
   */
  TeamWords(Function<String, Optional<Dialect>> upstreams) {
    this.upstreams = upstreams;
  }

  /**
   * The language in which the team submitted a task; empty where it is its upstream's, which is not
   * configured any more.
   */
  Optional<Dialect> spoken(TaskKey key, Optional<Asked> asked) {
    return asked.flatMap(said -> Dialects.of(said.dialect())).or(() -> theirs(key, asked));
  }

  /** A word as the answer to a status request at a door of this language. */
  byte[] status(Trace trace, Spoken word, Dialect door) {
    byte[] told =
        theirs(trace.key(), trace.asked())
            .map(
                theirs ->
                    Translation.status(
                        theirs,
                        door,
                        asStatus(theirs, word),
                        trace.asked().map(Asked::model).orElse(trace.model())))
            .orElse(word.body());
    return named(trace.key(), trace.visibleId(), told);
  }

  /** A word as the body of a webhook: as the vendor of the team's language would call. */
  byte[] webhook(Debt debt, Spoken word) {
    Optional<Dialect> theirs = theirs(debt.key(), debt.origin().asked());
    Optional<Dialect> teams = spoken(debt.key(), debt.origin().asked());
    byte[] told =
        theirs.isEmpty() || teams.isEmpty()
            ? word.body()
            : webhook(theirs.get(), teams.get(), debt.origin(), word);
    return named(debt.key(), debt.visibleId(), told);
  }

  private static byte[] webhook(Dialect theirs, Dialect teams, Origin origin, Spoken word) {
    if (theirs.is(teams)) {
      return word.called() ? word.body() : theirs.callbackOf(word.body());
    }
    String model = origin.asked().map(Asked::model).orElse(origin.model());
    return teams.callbackOf(Translation.status(theirs, teams, asStatus(theirs, word), model));
  }

  private static byte[] asStatus(Dialect theirs, Spoken word) {
    return word.called() ? theirs.statusOf(word.body()) : word.body();
  }

  private static byte[] named(TaskKey key, String visibleId, byte[] told) {
    return visibleId.equals(key.taskId()) ? told : TaskIdToken.replace(told, visibleId);
  }

  /** What no upstream has yet is in the words of the door to which it came. */
  private Optional<Dialect> theirs(TaskKey key, Optional<Asked> asked) {
    return key.deferred()
        ? asked.flatMap(said -> Dialects.of(said.dialect()))
        : upstreams.apply(key.upstream());
  }
}
