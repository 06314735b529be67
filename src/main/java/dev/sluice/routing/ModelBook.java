package dev.sluice.routing;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Wording;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How each upstream is told which model a team means. Immutable.
 *
 * @param languages of all upstreams, by name
 * @param written what configuration says, by the id that teams say and by upstream. It is all that
 *     counts of an id that stands here
 * @param bilingual upstreams that answer by another name in the other language: nothing shipped is
 *     said to them across
 */
record ModelBook(
    Map<String, Dialect> languages,
    Map<String, Map<String, Wording>> written,
    Set<String> bilingual) {

  ModelBook {
    languages = Map.copyOf(languages);
    written = Map.copyOf(written);
    bilingual = Set.copyOf(bilingual);
  }

  /** The language of an upstream that exists. */
  Dialect language(String upstream) {
    return Optional.ofNullable(languages.get(upstream)).orElseThrow();
  }

  /** The words for this upstream; empty where none were agreed on. */
  Optional<Wording> wording(String model, Dialect from, String upstream) {
    Map<String, Wording> own = written.get(model);
    if (own != null) {
      return Optional.ofNullable(own.get(upstream));
    }
    return bilingual.contains(upstream)
        ? Optional.empty()
        : ShippedWordings.of(from, language(upstream), model);
  }

  /** The ids that this book names: those that teams say, and those that upstreams are told. */
  Set<String> literal() {
    Set<String> ids = new HashSet<>(written.keySet());
    written.values().stream()
        .flatMap(words -> words.values().stream())
        .forEach(words -> ids.addAll(words.told()));
    if (crosses()) {
      ids.addAll(ShippedWordings.literal());
    }
    return ids;
  }

  /** Whether anything that is shipped may be said. */
  private boolean crosses() {
    return languages.entrySet().stream()
            .filter(each -> !bilingual.contains(each.getKey()))
            .map(each -> each.getValue().name())
            .distinct()
            .count()
        > 1;
  }
}
