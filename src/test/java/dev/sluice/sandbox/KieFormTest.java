package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KieFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nonsense                                            | Request body is not valid JSON
          [1]                                                 | Request body must be a JSON object
          {}                                                  | model is required
          {"model":5,"input":{"prompt":"a cat"}}              | model is required
          {"model":"a b","input":{"prompt":"a cat"}}          | The model is not supported
          {"model":"flux-2/max","input":{"prompt":"a cat"}}   | The model is not supported
          {"model":"suno/v5"}                                 | input is required
          {"model":"suno/v5","input":"a cat"}                 | input is required
          {"model":"suno/v5","input":{}}                      | prompt is required
          {"model":"suno/v5","input":{"prompt":" "}}          | prompt is required
          {"model":"suno/v5","input":{"prompt":"a cat"},"callBackUrl":"hook"} | callBackUrl is not a valid URL
          {"model":"suno/v5","input":{"prompt":"a cat"},"callBackUrl":5}      | callBackUrl is not a valid URL
          """)
  void whatTheVendorWouldRefuseIsRefused(String body, String error) {
    assertThat(read(body)).isEqualTo(new SubmitForm.Invalid(error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          text-to-image  | "prompt":"ab"                                         | prompt must have 3 to 5000 characters
          text-to-image  | "prompt":"a cat","aspect_ratio":"21:9"                | aspect_ratio is not within the range of allowed options
          text-to-image  | "prompt":"a cat","aspect_ratio":"auto"                | aspect_ratio is not within the range of allowed options
          text-to-image  | "prompt":"a cat","aspect_ratio":1                     | aspect_ratio is not within the range of allowed options
          text-to-image  | "prompt":"a cat","resolution":"4K"                    | resolution is not within the range of allowed options
          text-to-image  | "prompt":"a cat","nsfw_checker":"no"                  | nsfw_checker must be true or false
          image-to-image | "prompt":"a cat"                                      | input_urls is required, 1 to 8 URLs
          image-to-image | "prompt":"a cat","image_urls":["https://h/i.png"]     | input_urls is required, 1 to 8 URLs
          image-to-image | "prompt":"a cat","input_urls":[]                      | input_urls is required, 1 to 8 URLs
          image-to-image | "prompt":"a cat","input_urls":["1","2","3","4","5","6","7","8","9"] | input_urls is required, 1 to 8 URLs
          """)
  void aFlux2InputIsHeldToTheVendorsPage(String kind, String input, String error) {
    for (String tier : new String[] {"flex", "pro"}) {
      assertThat(read(flux2(tier + "-" + kind, input))).isEqualTo(new SubmitForm.Invalid(error));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          pro-text-to-image   | "prompt":"a cat"
          flex-text-to-image  | "prompt":"a cat","aspect_ratio":"2:3","resolution":"2K","nsfw_checker":false,"seed":1
          flex-image-to-image | "prompt":"a cat","aspect_ratio":"auto","input_urls":["https://h/i.png"]
          """)
  void whatThePageAllowsIsAccepted(String model, String input) {
    assertThat(read(flux2(model, input))).isInstanceOf(SubmitForm.Accepted.class);
  }

  @Test
  void theWholeBodyIsKeptForItsEcho() {
    String body =
        "{ \"model\":\"suno/v5\", \"x\":1.0, \"callBackUrl\":\"https://h/x\",\"input\":{\"prompt\":\"p\"}}";

    assertThat(read(body))
        .isEqualTo(
            new SubmitForm.Accepted(
                new Wanted("suno/v5", Optional.of(body)), "p", Optional.of("https://h/x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"callBackUrl\":null"})
  void withoutAUrlNobodyIsTold(String member) {
    assertThat(read("{\"model\":\"m\",\"input\":{\"prompt\":\"p\"}" + member + "}"))
        .isInstanceOfSatisfying(
            SubmitForm.Accepted.class, form -> assertThat(form.callbackUrl()).isEmpty());
  }

  @Test
  void ofALongBodyTheBeginningIsKept() {
    String body = "{\"model\":\"m\",\"input\":{\"prompt\":\"%s\"}}".formatted("p".repeat(100_000));

    assertThat(read(body))
        .isInstanceOfSatisfying(
            SubmitForm.Accepted.class,
            form ->
                assertThat(form.wanted().echo()).contains(body.substring(0, Wanted.MOST_ECHOED)));
  }

  private static String flux2(String model, String input) {
    return "{\"model\":\"flux-2/%s\",\"input\":{%s}}".formatted(model, input);
  }

  private static SubmitForm read(String body) {
    return KieForm.read("application/json", body.getBytes(StandardCharsets.UTF_8));
  }
}
