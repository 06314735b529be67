package dev.sluice.dialect;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells a submit in other words. In the same language only the model's id is another. Across
 * languages {@code input} changes as the wording says, the wish for a callback is said in the other
 * language, and what else either of them decides by at the top is left out, so that it reaches no
 * vendor that could read it: a {@code callBackUrl} that APIXO would ignore and nobody has checked.
 * Members that neither language knows keep their bytes and their place.
 */
public final class Retelling {

  private static final List<String> NOT_HANDED_ON =
      List.of("model", "request_type", "callback_url", "callBackUrl");

  private Retelling() {}

  /**
   * @param submit one that {@code from} has found nothing wrong with
   * @param from the team's language
   * @param to the upstream's
   * @return what is told, yet without {@link Dialect#addressed}
   */
  public static Telling of(SubmitBody submit, Dialect from, Dialect to, Wording wording) {
    boolean across = !from.is(to);
    if (!across && wording.byMode().isEmpty()) {
      return told(wording, Optional.empty(), submit);
    }
    Set<String> single = new HashSet<>(across ? wording.input().names() : Set.of());
    single.add(Wording.MODE);
    InputMembers input = InputMembers.of(submit, single);
    Optional<String> twice = input.twice(single);
    if (twice.isPresent()) {
      return Malformed.of("input", "must hold '%s' only once".formatted(twice.get()));
    }
    Optional<String> clash = input.clash(wording.input());
    if (across && clash.isPresent()) {
      return new Telling.Untold("two members of input would be '%s' there".formatted(clash.get()));
    }
    return told(
        wording,
        input.said(Wording.MODE),
        across ? across(submit, from, to, wording, input) : submit);
  }

  private static SubmitBody across(
      SubmitBody submit, Dialect from, Dialect to, Wording wording, InputMembers input) {
    SubmitBody body = submit.withInput(input.with(wording.input()));
    for (String name : NOT_HANDED_ON) {
      body = body.without(name);
    }
    SubmitBody silent = body;
    return from.callback(submit).map(url -> to.withCallback(silent, url)).orElse(silent);
  }

  private static Telling told(Wording wording, Optional<String> mode, SubmitBody body) {
    return wording
        .model(mode)
        .<Telling>map(model -> new Telling.Told(model, body))
        .orElseGet(
            () ->
                new Telling.Untold(
                    "input.mode must be one of "
                        + String.join(", ", new TreeSet<>(wording.byMode().keySet()))));
  }
}
