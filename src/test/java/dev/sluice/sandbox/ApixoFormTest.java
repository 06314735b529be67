package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApixoFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nonsense                                                   | Request body is not valid JSON
          {"input":{"prompt":"p"}} x                                 | Request body is not valid JSON
          {"input":{"prompt":"p"                                     | Request body is not valid JSON
          ~~                                                         | Request body must be a JSON object
          [1]                                                        | Request body must be a JSON object
          {}                                                         | Missing required field: input
          {"input":"p"}                                              | Missing required field: input
          {"input":{}}                                               | Missing required field: input.prompt
          {"input":{"prompt":" "}}                                   | Missing required field: input.prompt
          {"input":{"prompt":5}}                                     | Missing required field: input.prompt
          {"input":{"prompt":"p"},"provider":"cheap"}                | Invalid field: provider
          {"input":{"prompt":"p"},"provider":7}                      | Invalid field: provider
          {"input":{"prompt":"p"},"request_type":"sync"}             | Invalid field: request_type
          {"input":{"prompt":"p"},"request_type":"callback"}         | Missing required field: callback_url
          {"input":{"prompt":"p"},"request_type":"callback","callback_url":"ftp://h/x"} | Invalid field: callback_url
          {"input":{"prompt":"p"},"request_type":"callback","callback_url":"not a url"} | Invalid field: callback_url
          {"input":{"prompt":"p","mode":"flex-image-to-image"}}      | Missing required field: input.image_urls
          {"input":{"prompt":"p","mode":"image-to-video","image_urls":[]}} | Missing required field: input.image_urls
          {"input":{"prompt":"p","mode":"image-to-image","image_urls":"https://h/i.png"}} | Missing required field: input.image_urls
          {"input":{"prompt":"p","mode":"image-to-image","image_urls":[""]}} | Missing required field: input.image_urls
          """)
  void whatTheVendorWouldRefuseIsRefused(String body, String error) {
    assertThat(read(body)).isEqualTo(new SubmitForm.Invalid(error));
  }

  @Test
  void contentTypeMustBeJson() {
    byte[] body = bytes("{\"input\":{\"prompt\":\"p\"}}");
    var refused = new SubmitForm.Invalid("Content-Type must be application/json");

    assertThat(ApixoForm.read("flux2", null, body)).isEqualTo(refused);
    assertThat(ApixoForm.read("flux2", "text/plain", body)).isEqualTo(refused);
    assertThat(ApixoForm.read("flux2", "application/jsonp", body)).isEqualTo(refused);
    assertThat(ApixoForm.read("flux2", "Application/JSON; charset=utf-8", body))
        .isInstanceOf(SubmitForm.Accepted.class);
  }

  @Test
  void unknownMembersAndNullsAreAccepted() {
    assertThat(
            read(
                "{\"source\":\"mcp\",\"provider\":null,\"request_type\":null,"
                    + "\"input\":{\"prompt\":\"p\",\"mode\":\"V5\",\"customMode\":true}}"))
        .isEqualTo(new SubmitForm.Accepted(Wanted.of("flux2"), "p", Optional.empty()));
  }

  @Test
  void aCallbackUrlCountsOnlyForRequestTypeCallback() {
    String input = "\"callback_url\":\"https://h/x\",\"input\":{\"prompt\":\"p\"}}";

    assertThat(read("{\"request_type\":\"async\"," + input))
        .isEqualTo(new SubmitForm.Accepted(Wanted.of("flux2"), "p", Optional.empty()));
    assertThat(read("{\"request_type\":\"callback\"," + input))
        .isEqualTo(new SubmitForm.Accepted(Wanted.of("flux2"), "p", Optional.of("https://h/x")));
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    String deep = "[".repeat(100_000);

    assertThat(read("{\"input\":{\"prompt\":\"p\",\"x\":" + deep))
        .isEqualTo(new SubmitForm.Invalid("Request body is not valid JSON"));
  }

  private static SubmitForm read(String body) {
    return ApixoForm.read("flux2", "application/json", bytes(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
