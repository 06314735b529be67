package dev.sluice.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the members of a submit's body are read, whichever vendor's it is. */
final class Members {

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Members() {}

  /**
   * Reads a body: one JSON object.
   *
   * @param contentType the header of that name
   * @param body anything
   * @param form what the object comes to
   */
  static SubmitForm read(
      @Nullable String contentType, byte @Nullable [] body, Function<JsonNode, SubmitForm> form) {
    if (contentType == null || !isJson(contentType)) {
      return new SubmitForm.Invalid("Content-Type must be application/json");
    }
    JsonNode root;
    try {
      root = JSON.readTree(body == null ? new byte[0] : body);
    } catch (IOException e) {
      return new SubmitForm.Invalid("Request body is not valid JSON");
    }
    return root.isObject()
        ? form.apply(root)
        : new SubmitForm.Invalid("Request body must be a JSON object");
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return type.equals("application/json");
  }

  /** A text that is not blank. */
  static Optional<String> text(@Nullable JsonNode value) {
    return value == null || !value.isTextual() || value.textValue().isBlank()
        ? Optional.empty()
        : Optional.of(value.textValue());
  }

  /** A member that is one word; absent and null stand for the fallback. */
  static String word(JsonNode node, String member, String fallback) {
    JsonNode value = node.get(member);
    return isAbsent(value) ? fallback : text(value).orElse("?");
  }

  static boolean isAbsent(@Nullable JsonNode value) {
    return value == null || value.isNull();
  }

  /** Whether it is a list of texts, of at least one. */
  static boolean isTexts(@Nullable JsonNode list) {
    if (list == null || !list.isArray() || list.isEmpty()) {
      return false;
    }
    for (JsonNode each : list) {
      if (text(each).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a URL of http or https. */
  static boolean isAddress(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && ("https".equalsIgnoreCase(uri.getScheme())
              || "http".equalsIgnoreCase(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
