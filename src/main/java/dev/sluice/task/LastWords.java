package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a team is told of the end of its task: what the upstream said of it; and that it failed,
 * where the upstream knows no such task, does not say that it still runs at its maximum age, or
 * said that it failed in words that are not kept any more. It is told in the language in which the
 * team submitted the task, as a callback of its vendor's would tell it.
 */
public final class LastWords {

  private final TeamWords words;

  /**
   * @param dialects the language of an upstream of this name; empty for one that is not configured
   */
  public LastWords(Function<String, Optional<Dialect>> dialects) {
    this.words = new TeamWords(dialects);
  }

  /** The envelope; empty where a success is not kept any more, or nobody knows its language. */
  public Optional<byte[]> of(Debt debt) {
    return switch (debt.end().cause()) {
      case SUCCESS -> said(debt);
      case FAILED ->
          said(debt)
              .or(() -> failed(debt, "TASK_FAILED", "The task failed; its reason is not kept."));
      case LOST -> failed(debt, "TASK_LOST", "The upstream does not know this task any more.");
      case EXPIRED ->
          failed(debt, "TASK_EXPIRED", "The task reached its maximum age without a result.");
    };
  }

  private Optional<byte[]> said(Debt debt) {
    return debt.word().map(word -> words.webhook(debt, word));
  }

  private Optional<byte[]> failed(Debt debt, String code, String sentence) {
    return words
        .spoken(debt.key(), debt.origin().asked())
        .map(
            teams ->
                teams.callbackOf(
                    teams.failed(debt.visibleId(), debt.acceptedMillis(), code, sentence)));
  }
}
