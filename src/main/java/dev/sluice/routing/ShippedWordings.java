package dev.sluice.routing;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.InputChanges;
import dev.sluice.dialect.Wording;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of models that both vendors offer, as their pages have it: for submits that cross
 * languages, and only for ids of which configuration says nothing. Flux Kontext is not among them:
 * Kie offers it by an API of its own and not by {@code createTask}.
 */
final class ShippedWordings {

  private static final String MODE = "mode";
  private static final String TEXT = "text-to-image";
  private static final String IMAGE = "image-to-image";

  /** Kie demands both; these are the values that APIXO takes where they are absent. */
  private static final Map<String, String> FLUX_AT_KIE =
      Map.of("aspect_ratio", quoted("1:1"), "resolution", quoted("1K"));

  private static final Map<String, Wording> APIXO_TO_KIE = apixoToKie();
  private static final Map<String, Wording> KIE_TO_APIXO = kieToApixo();

  private ShippedWordings() {}

  /** The words for this id on the way from one language to another. */
  static Optional<Wording> of(Dialect from, Dialect to, String model) {
    return switch (from.name() + " " + to.name()) {
      case "apixo kie" -> Optional.ofNullable(APIXO_TO_KIE.get(model));
      case "kie apixo" -> Optional.ofNullable(KIE_TO_APIXO.get(model));
      default -> Optional.empty();
    };
  }

  /** All ids, said and told. */
  static Set<String> literal() {
    Set<String> ids = new HashSet<>(APIXO_TO_KIE.keySet());
    ids.addAll(KIE_TO_APIXO.keySet());
    KIE_TO_APIXO.values().forEach(words -> ids.addAll(words.told()));
    return ids;
  }

  private static Map<String, Wording> apixoToKie() {
    Map<String, String> fluxModes = new HashMap<>();
    for (String quality : Set.of("pro-", "flex-")) {
      for (String kind : Set.of(TEXT, IMAGE)) {
        fluxModes.put(quality + kind, "flux-2/" + quality + kind);
      }
    }
    Wording flux = byMode(fluxModes, changes(Map.of("image_urls", "input_urls"), FLUX_AT_KIE));
    Wording banana =
        byMode(
            Map.of(TEXT, "google/nano-banana", IMAGE, "google/nano-banana-edit"),
            changes(Map.of(), Map.of("output_format", quoted("jpeg"))));
    return Map.of("flux2", flux, "flux-2", flux, "nano-banana", banana);
  }

  private static Map<String, Wording> kieToApixo() {
    Map<String, Wording> words = new HashMap<>();
    Objects.requireNonNull(APIXO_TO_KIE.get("flux-2"))
        .byMode()
        .forEach(
            (mode, id) ->
                words.put(
                    id, inMode("flux-2", mode, Map.of("input_urls", "image_urls"), Map.of())));
    Map<String, String> shape = Map.of("image_size", "aspect_ratio");
    Map<String, String> png = Map.of("output_format", quoted("png"));
    words.put("google/nano-banana", inMode("nano-banana", TEXT, shape, png));
    words.put("google/nano-banana-edit", inMode("nano-banana", IMAGE, shape, png));
    return Map.copyOf(words);
  }

  private static Wording byMode(Map<String, String> ids, InputChanges input) {
    return new Wording(Optional.empty(), ids, input);
  }

  /** The id says the mode, so what {@code input} says of it does not count. */
  private static Wording inMode(
      String id, String mode, Map<String, String> renamed, Map<String, String> defaults) {
    Map<String, String> all = new HashMap<>(defaults);
    all.put(MODE, quoted(mode));
    return new Wording(Optional.of(id), Map.of(), changes(renamed, all));
  }

  private static InputChanges changes(Map<String, String> renamed, Map<String, String> defaults) {
    return new InputChanges(renamed, Map.of(), Set.of(MODE), new TreeMap<>(defaults));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
