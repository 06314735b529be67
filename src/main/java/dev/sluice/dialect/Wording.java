package dev.sluice.dialect;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one upstream is told in the place of one model id that teams say.
 *
 * @param model the id for a submit whose mode has none of its own; empty where there is none
 * @param byMode the id by the text of {@code input}'s member {@code mode}
 * @param input what differs in {@code input} where the team speaks another language than the
 *     upstream
 */
public record Wording(Optional<String> model, Map<String, String> byMode, InputChanges input) {

  static final String MODE = "mode";

  public Wording {
    byMode = Map.copyOf(byMode);
  }

  /** Another id for the same model, in the same language. */
  public static Wording alias(String model) {
    return new Wording(Optional.of(model), Map.of(), InputChanges.NONE);
  }

  /** All ids that may be told. */
  public Set<String> told() {
    Set<String> ids = new HashSet<>(byMode.values());
    model.ifPresent(ids::add);
    return ids;
  }

  /** The id that is told in this mode. */
  Optional<String> model(Optional<String> mode) {
    return mode.flatMap(word -> Optional.ofNullable(byMode.get(word))).or(this::model);
  }
}
