package dev.sluice.routing;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.InputChanges;
import dev.sluice.dialect.JsonScalar;
import dev.sluice.dialect.ModelForm;
import dev.sluice.dialect.Wording;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads how upstreams are told which model a team means. */
@Singleton
public final class ModelSettings implements RoomSettings {

  private static final String SCALAR =
      "text, a number, true, false or null; text that begins with a quotation mark is JSON's";

  private final Problems problems = new Problems();
  private final Layout layout;
  private final ModelBook book;

  public ModelSettings(ModelConfig config, Layout layout) {
    this.layout = layout;
    Map<String, Dialect> languages = new HashMap<>();
    layout.upstreams().forEach(name -> languages.put(name, language(layout.dialect(name))));
    Map<String, Map<String, Wording>> written = new HashMap<>();
    config.models().forEach((id, words) -> written.put(id, upstreams(id, words, languages)));
    this.book = new ModelBook(languages, written, Set.copyOf(layout.sandboxes()));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  ModelBook book() {
    return book;
  }

  /** A wrong word is for the room that speaks to upstreams to name. */
  private static Dialect language(String word) {
    return Dialects.of(word).orElseGet(() -> Dialects.named(Layout.USUAL_DIALECT));
  }

  private Map<String, Wording> upstreams(
      String id, Map<String, ModelConfig.Words> words, Map<String, Dialect> languages) {
    String at = "sluice.models." + segment(id);
    if (!ModelForm.IN_PARTS.fits(id)) {
      problems.add(at, id, "a model id: " + ModelForm.IN_PARTS.sentence());
    }
    Map<String, Wording> read = new HashMap<>();
    words.forEach(
        (upstream, written) ->
            Optional.ofNullable(languages.get(upstream))
                .ifPresentOrElse(
                    language ->
                        read.put(
                            upstream, wording(at + "." + segment(upstream), id, written, language)),
                    () ->
                        problems.add(
                            at + "." + segment(upstream),
                            upstream,
                            "an upstream: " + String.join(", ", layout.upstreams()))));
    return Map.copyOf(read);
  }

  private Wording wording(String at, String id, ModelConfig.Words words, Dialect language) {
    Map<String, String> byMode = new HashMap<>();
    words
        .modelByMode()
        .forEach(
            (mode, model) ->
                model(at + ".model-by-mode." + segment(mode), model, language)
                    .ifPresent(told -> byMode.put(mode, told)));
    Optional<String> said = words.modelByMode().isEmpty() ? Optional.of(id) : Optional.empty();
    return new Wording(
        words.model().or(() -> said).flatMap(model -> model(at + ".model", model, language)),
        byMode,
        input(at + ".input", words.input()));
  }

  private Optional<String> model(String key, String model, Dialect language) {
    if (language.modelForm().fits(model)) {
      return Optional.of(model);
    }
    problems.add(
        key, model, "a model id of " + language.name() + ": " + language.modelForm().sentence());
    return Optional.empty();
  }

  private InputChanges input(String at, ModelConfig.Input input) {
    Set<String> dropped = Set.copyOf(input.drop().orElse(List.of()));
    Map<String, Map<String, String>> mapped = new HashMap<>();
    input
        .map()
        .forEach(
            (name, values) -> {
              String key = at + ".map." + segment(name);
              told(key, name, dropped);
              mapped.put(name, tokens(key, values));
            });
    input.rename().keySet().forEach(name -> told(at + ".rename." + segment(name), name, dropped));
    onceEach(at + ".rename.", input.rename());
    return new InputChanges(
        input.rename(), mapped, dropped, new TreeMap<>(tokens(at + ".defaults", input.defaults())));
  }

  private void told(String key, String name, Set<String> dropped) {
    if (dropped.contains(name)) {
      problems.add(key, name, "a member that is not in drop");
    }
  }

  /** Two members of one name are read by one vendor as the first, by another as the last. */
  private void onceEach(String at, Map<String, String> renames) {
    Set<String> targets = new HashSet<>();
    new TreeMap<>(renames)
        .forEach(
            (name, target) -> {
              if (!targets.add(target)) {
                problems.add(at + segment(name), target, "a name that no other member gets");
              }
            });
  }

  private Map<String, String> tokens(String at, Map<String, String> written) {
    Map<String, String> tokens = new HashMap<>();
    written.forEach(
        (name, value) ->
            JsonScalar.token(value)
                .ifPresentOrElse(
                    token -> tokens.put(name, token),
                    () -> problems.add(at + "." + segment(name), value, SCALAR)));
    return tokens;
  }

  private static String segment(String name) {
    return name.matches("[A-Za-z0-9_/:-]+") ? name : '"' + name + '"';
  }
}
