package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.InputChanges;
import dev.sluice.dialect.Wording;
import dev.sluice.testing.Configured;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSettingsTest {

  static final Map<String, String> A_AND_K =
      Map.of("sluice.upstreams.a.url", "u", "sluice.upstreams.k.dialect", "kie");

  private static final Dialect APIXO = Dialects.of("apixo").orElseThrow();
  private static final Dialect KIE = Dialects.of("kie").orElseThrow();

  @Test
  void aWordingIsReadWhole() {
    ModelSettings settings =
        with(
            A_AND_K,
            Map.of(
                "sluice.models.\"flux-2.1\".k.model", "flux-2/pro",
                "sluice.models.\"flux-2.1\".k.model-by-mode.\"v1.5\"", "flux-2/v1.5",
                "sluice.models.\"flux-2.1\".k.input.rename.image_urls", "input_urls",
                "sluice.models.\"flux-2.1\".k.input.map.resolution.4K", "2K",
                "sluice.models.\"flux-2.1\".k.input.map.aspect_ratio.\"16:9\"", "\"16.9\"",
                "sluice.models.\"flux-2.1\".k.input.drop", "mode,negative_prompt",
                "sluice.models.\"flux-2.1\".k.input.defaults.n", "1",
                "sluice.models.\"flux-2.1\".k.input.defaults.shape", "1:1"));
    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.book().wording("flux-2.1", APIXO, "k"))
        .contains(
            new Wording(
                Optional.of("flux-2/pro"),
                Map.of("v1.5", "flux-2/v1.5"),
                new InputChanges(
                    Map.of("image_urls", "input_urls"),
                    Map.of(
                        "resolution", Map.of("4K", "\"2K\""),
                        "aspect_ratio", Map.of("16:9", "\"16.9\"")),
                    Set.of("mode", "negative_prompt"),
                    new TreeMap<>(Map.of("n", "1", "shape", "\"1:1\"")))));
  }

  @Test
  void withoutAModelTheUpstreamIsToldTheIdThatTeamsSayUnlessTheModeDecides() {
    ModelBook book =
        with(
                A_AND_K,
                Map.of(
                    "sluice.models.same.k.input.drop", "mode",
                    "sluice.models.moody.k.model-by-mode.fast", "moody/fast"))
            .book();
    assertThat(book.wording("same", APIXO, "k").orElseThrow().model()).contains("same");
    assertThat(book.wording("moody", APIXO, "k").orElseThrow().model()).isEmpty();
    assertThat(book.wording("same", APIXO, "a")).isEmpty();
  }

  @Test
  void whateverConfigurationSaysOfAnIdIsAllThatCountsOfIt() {
    assertThat(with(A_AND_K, Map.of()).book().wording("flux2", APIXO, "k")).isPresent();
    ModelBook own = with(A_AND_K, Map.of("sluice.models.flux2.a.model", "flux-2")).book();
    assertThat(own.wording("flux2", APIXO, "a")).contains(Wording.alias("flux-2"));
    assertThat(own.wording("flux2", APIXO, "k")).isEmpty();
    assertThat(own.wording("flux-2", APIXO, "k")).isPresent();
  }

  @Test
  void everyWrongKeyIsNamedWithItsValueAndWhatIsAllowed() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("sluice.models.\"fl ux\".k.model", "a/b");
    wrong.put("sluice.models.flux.nowhere.model", "flux-2");
    wrong.put("sluice.models.flux.a.model", "flux-2/pro");
    wrong.put("sluice.models.flux.k.model-by-mode.pro", "/pro");
    wrong.put("sluice.models.flux.k.input.drop", "mode,size,style");
    wrong.put("sluice.models.flux.k.input.rename.size", "shape");
    wrong.put("sluice.models.flux.k.input.rename.width", "form");
    wrong.put("sluice.models.flux.k.input.rename.wide", "form");
    wrong.put("sluice.models.flux.k.input.map.style.raw", "\"half");
    wrong.put("sluice.models.flux.k.input.defaults.\"n.m\"", "\"1\" ,2");
    wrong.put("sluice.models.\"a/b\".a.input.drop", "mode");
    String plain = "at most 128 letters, digits, '.', '_' and '-'";
    String scalar =
        "allowed is text, a number, true, false or null; text that begins with a quotation mark is"
            + " JSON's";
    assertThat(with(A_AND_K, wrong).problems().lines())
        .containsExactlyInAnyOrder(
            "sluice.models.\"fl ux\" = 'fl ux': allowed is a model id: "
                + plain
                + ", in parts separated by '/'",
            "sluice.models.flux.nowhere = 'nowhere': allowed is an upstream: a, k",
            "sluice.models.flux.a.model = 'flux-2/pro': allowed is a model id of apixo: " + plain,
            "sluice.models.flux.k.model-by-mode.pro = '/pro': allowed is a model id of kie: "
                + plain
                + ", in parts separated by '/'",
            "sluice.models.flux.k.input.rename.size = 'size': allowed is a member that is not in"
                + " drop",
            "sluice.models.flux.k.input.rename.width = 'form': allowed is a name that no other"
                + " member gets",
            "sluice.models.flux.k.input.map.style = 'style': allowed is a member that is not in"
                + " drop",
            "sluice.models.flux.k.input.map.style.raw = '\"half': " + scalar,
            "sluice.models.flux.k.input.defaults.\"n.m\" = '\"1\" ,2': " + scalar,
            "sluice.models.a/b.a.model = 'a/b': allowed is a model id of apixo: " + plain);
  }

  @Test
  void anUpstreamSpeaksApixoUnlessItSaysOtherwise() {
    ModelBook book =
        with(
                A_AND_K,
                Map.of("sluice.upstreams.x.dialect", "latin", "sluice.teams.t.sandbox", "true"))
            .book();
    assertThat(
            List.of("a", "k", "x", "sandbox", "sandbox-kie").stream()
                .map(name -> book.language(name).name()))
        .containsExactly("apixo", "kie", "apixo", "apixo", "kie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flux2", "flux-2", "nano-banana"})
  void whatBothVendorsOfferCrossesWithoutConfiguration(String model) {
    ModelBook book = with(A_AND_K).book();
    Wording there = book.wording(model, APIXO, "k").orElseThrow();
    assertThat(there.model()).isEmpty();
    assertThat(there.told()).isNotEmpty().allMatch(KIE.modelForm()::fits);
    for (String id : there.told()) {
      Wording back = book.wording(id, KIE, "a").orElseThrow();
      assertThat(back.told()).as(id).singleElement().asString().startsWith(model.substring(0, 4));
      assertThat(book.literal()).contains(model, id);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "flux-kontext, apixo, k",
    "flux-kontext-pro, kie, a",
    "flux2, kie, k",
    "flux2, kie, a"
  })
  void nothingElseDoes(String model, String from, String upstream) {
    assertThat(with(A_AND_K).book().wording(model, Dialects.of(from).orElseThrow(), upstream))
        .isEmpty();
  }

  static ModelSettings with(Map<String, String> properties) {
    return with(properties, Map.of());
  }

  static ModelSettings with(Map<String, String> upstreams, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(upstreams);
    all.putAll(more);
    var configured = Configured.by(all, ModelConfig.class);
    return new ModelSettings(configured.mapped(ModelConfig.class), configured.layout());
  }

  @Test
  void nothingThatIsShippedIsSaidAcrossToTheBuiltInUpstreamWhichSpeaksBoth() {
    ModelBook book = with(Map.of(), Map.of()).book();
    assertThat(book.wording("flux2", APIXO, "sandbox-kie")).isEmpty();
    assertThat(book.wording("flux-2/pro-text-to-image", KIE, "sandbox")).isEmpty();
    assertThat(book.literal()).isEmpty();
  }
}
