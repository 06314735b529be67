package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.dialect.RandomInput.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RetellingPropertyTest {

  private static final int RUNS = 5_000;
  private static final Dialect APIXO = new ApixoDialect();
  private static final Dialect KIE = new KieDialect();

  private static final List<String> NAMES =
      List.of("mode", "prompt", "image_urls", "resolution", "n", "size", "style");
  private static final List<String> TEXTS = List.of("1K", "2K", "4K", "fast");
  private static final String URL = "https://red.example/hook";

  @Test
  void acrossLanguagesOnlyWhatTheWordingNamesDiffersAndEverythingElseKeepsItsBytesAndPlace() {
    int told = 0;
    for (long seed = 1; seed <= RUNS; seed++) {
      var random = new Random(seed * 47);
      boolean forth = random.nextBoolean();
      List<Piece> input = new RandomInput(seed, NAMES, TEXTS).pieces();
      List<Piece> top = new RandomInput(-seed, List.of("x7", "x8"), TEXTS).pieces();
      Wording wording = wording(random);
      String body = body(top, random, forth, RandomInput.object(input));

      Telling telling = Retelling.of(read(body), from(forth), to(forth), wording);

      String expected = expected(input, wording.input());
      var result = (Telling.Told) telling;
      assertThat(result.model()).isEqualTo(model(input, wording));
      String text = text(result.body());
      assertThat(text).as("seed %d: %s", seed, body).contains(":" + expected);
      String left = text.replace(":" + expected, ":{}");
      int at = 0;
      for (Piece piece : top) {
        at = left.indexOf(piece.key() + piece.between() + piece.value(), at);
        assertThat(at).as("seed %d: %s of %s", seed, piece.key(), left).isNotNegative();
        at++;
      }
      Map<String, JsonNode> decisive = decisive(left);
      assertThat(decisive.keySet()).as("seed %d", seed).isEqualTo(wished(body, forth));
      told++;
    }
    assertThat(told).isEqualTo(RUNS);
  }

  @Test
  void thereAndBackTheInputIsTheSameWhereTheWordingsAreEachOthersInverse() {
    var there =
        new Wording(
            Optional.of("m"),
            Map.of(),
            new InputChanges(
                Map.of("image_urls", "input_urls", "size", "n", "n", "size"),
                Map.of("resolution", Map.of("1K", "\"2K\"", "2K", "\"4K\"", "4K", "\"1K\"")),
                Set.of("mode"),
                new TreeMap<>()));
    var back =
        new Wording(
            Optional.of("m"),
            Map.of(),
            new InputChanges(
                Map.of("input_urls", "image_urls", "n", "size", "size", "n"),
                Map.of("resolution", Map.of("2K", "\"1K\"", "4K", "\"2K\"", "1K", "\"4K\"")),
                Set.of("mode"),
                new TreeMap<>(Map.of("mode", "\"fast\""))));
    Set<String> respelt = Set.of("image_urls", "size", "n");
    for (long seed = 1; seed <= RUNS; seed++) {
      List<Piece> input = new RandomInput(seed, NAMES.subList(1, NAMES.size()), TEXTS).pieces();
      SubmitBody body = read("{\"input\":" + RandomInput.object(input) + "}");

      var abroad = (Telling.Told) Retelling.of(body, APIXO, KIE, there);
      var home = (Telling.Told) Retelling.of(abroad.body(), KIE, APIXO, back);

      List<String> expected = new ArrayList<>();
      for (Piece piece : input) {
        Piece same =
            respelt.contains(piece.name())
                ? new Piece(
                    piece.before(),
                    piece.name(),
                    '"' + piece.name() + '"',
                    piece.between(),
                    piece.value(),
                    piece.after())
                : piece;
        boolean turned =
            piece.name().equals("resolution") && TEXTS.contains(said(piece).orElse(""));
        expected.add(
            (turned && !said(piece).orElse("").equals("fast")
                    ? same.saying('"' + said(piece).orElse("") + '"')
                    : same)
                .text());
      }
      expected.add("\"mode\":\"fast\"");
      assertThat(text(home.body()))
          .as("seed %d", seed)
          .isEqualTo("{\"input\":{" + String.join(",", expected) + "}}");
    }
  }

  @Test
  void inTheSameLanguageNothingDiffersButTheIdOfTheModel() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var random = new Random(seed * 53);
      List<Piece> input = new RandomInput(seed, NAMES, TEXTS).pieces();
      List<Piece> top = new RandomInput(-seed, List.of("x7", "x8"), TEXTS).pieces();
      Wording wording = wording(random);

      SubmitBody apixo = read(body(top, random, true, RandomInput.object(input)));
      var toApixo = (Telling.Told) Retelling.of(apixo, APIXO, APIXO, wording);
      assertThat(APIXO.addressed(toApixo.body(), toApixo.model(), Optional.empty()).bytes())
          .as("seed %d", seed)
          .isEqualTo(apixo.bytes());

      String kie = body(top, random, false, RandomInput.object(input));
      var toKie = (Telling.Told) Retelling.of(read(kie), KIE, KIE, wording);
      assertThat(text(KIE.addressed(toKie.body(), toKie.model(), Optional.of("value"))))
          .as("seed %d", seed)
          .isEqualTo(kie.replace("\"a\\/b\"", '"' + toKie.model() + '"'));
    }
  }

  /** A body in which nothing is out of order for either language. */
  private static String body(List<Piece> top, Random random, boolean apixo, String input) {
    List<String> members = new ArrayList<>(top.stream().map(Piece::text).toList());
    members.add(random.nextInt(members.size() + 1), "\"input\" :" + input);
    if (apixo) {
      boolean asks = random.nextBoolean();
      members.add(0, "\"request_type\":\"" + (asks ? "callback" : "async") + "\" ");
      members.add("\t\"callback_url\":\"" + URL + "\"");
      members.add(1, "\"callBackUrl\":\"https://unchecked.example\"");
      members.add("\"model\":7");
    } else {
      members.add(random.nextInt(members.size() + 1), " \"model\": \"a\\/b\"");
      members.add(0, "\"callBackUrl\":" + (random.nextBoolean() ? "null" : '"' + URL + '"'));
      members.add("\"callback_url\":\"https://unchecked.example\",\"request_type\":\"callback\"");
    }
    return "{" + String.join(",", members) + "}";
  }

  private static Set<String> wished(String body, boolean forth) {
    if (forth) {
      return body.contains("\"request_type\":\"callback\"")
          ? Set.of("input", "callBackUrl")
          : Set.of("input");
    }
    return body.contains("\"callBackUrl\":null")
        ? Set.of("input")
        : Set.of("input", "request_type", "callback_url");
  }

  private static Map<String, JsonNode> decisive(String text) {
    Map<String, JsonNode> found = new HashMap<>();
    parsed(text)
        .fields()
        .forEachRemaining(
            member -> {
              if (SubmitBody.DECISIVE.contains(member.getKey())) {
                found.put(member.getKey(), member.getValue());
              }
              if (member.getKey().toLowerCase(java.util.Locale.ROOT).contains("url")) {
                assertThat(member.getValue().textValue()).isEqualTo(URL);
              }
            });
    return found;
  }

  private static Wording wording(Random random) {
    Map<String, String> renamed = new HashMap<>();
    if (random.nextBoolean()) {
      renamed.put("image_urls", "input_urls");
    }
    if (random.nextBoolean()) {
      renamed.put("size", "n");
      renamed.put("n", "size");
    }
    Map<String, Map<String, String>> mapped = new HashMap<>();
    if (random.nextBoolean()) {
      mapped.put("resolution", Map.of("4K", "\"2K\"", "1.50", "7", "true", "null"));
      mapped.put("size", Map.of("1K", "[\"a\"]"));
    }
    Set<String> dropped =
        random.nextBoolean() ? Set.of("mode") : random.nextBoolean() ? Set.of("style") : Set.of();
    Map<String, String> defaults = new TreeMap<>();
    if (random.nextBoolean()) {
      defaults.putAll(Map.of("resolution", "\"1K\"", "aspect_ratio", "\"1:1\"", "mode", "1e3"));
    }
    return new Wording(
        Optional.of("told"),
        random.nextBoolean() ? Map.of("fast", "told-fast") : Map.of(),
        new InputChanges(renamed, mapped, dropped, new TreeMap<>(defaults)));
  }

  private static String expected(List<Piece> input, InputChanges changes) {
    List<String> members = new ArrayList<>();
    Set<String> told =
        input.stream()
            .map(Piece::name)
            .filter(name -> !changes.dropped().contains(name))
            .map(name -> changes.renamed().getOrDefault(name, name))
            .collect(Collectors.toSet());
    for (Piece piece : input) {
      if (!changes.dropped().contains(piece.name())) {
        Map<String, String> values = changes.mapped().getOrDefault(piece.name(), Map.of());
        String value = said(piece).map(values::get).orElse(piece.value());
        members.add(
            piece
                .called(changes.renamed().getOrDefault(piece.name(), piece.name()))
                .saying(value)
                .text());
      }
    }
    changes
        .defaults()
        .forEach(
            (name, token) -> {
              if (!told.contains(name)) {
                members.add('"' + name + "\":" + token);
              }
            });
    return "{" + String.join(",", members) + "}";
  }

  private static String model(List<Piece> input, Wording wording) {
    return input.stream()
        .filter(piece -> piece.name().equals("mode"))
        .findFirst()
        .flatMap(RetellingPropertyTest::said)
        .map(mode -> wording.byMode().getOrDefault(mode, "told"))
        .orElse("told");
  }

  /** What a scalar says: a text without its escapes, anything else as it is written. */
  private static Optional<String> said(Piece piece) {
    if (piece.value().startsWith("{") || piece.value().startsWith("[")) {
      return Optional.empty();
    }
    return piece.value().startsWith("\"")
        ? Optional.of(parsed(piece.value()).textValue())
        : Optional.of(piece.value());
  }

  private static Dialect from(boolean forth) {
    return forth ? APIXO : KIE;
  }

  private static Dialect to(boolean forth) {
    return forth ? KIE : APIXO;
  }

  private static SubmitBody read(String text) {
    return (SubmitBody) SubmitBody.read(text.getBytes(UTF_8));
  }

  private static String text(SubmitBody body) {
    return new String(body.bytes(), UTF_8);
  }

  private static JsonNode parsed(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (java.io.IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
