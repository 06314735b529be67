package dev.sluice.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A submit's body, as the vendor reads it. */
sealed interface SubmitForm {

  /**
   * A body that the vendor accepts.
   *
   * @param prompt {@code input.prompt}, not blank
   * @param callbackUrl where the end is to be told; empty for {@code async}
   */
  record Accepted(String prompt, Optional<String> callbackUrl) implements SubmitForm {}

  /** A body that the vendor refuses with 400, and why. */
  record Invalid(String error) implements SubmitForm {}

  /**
   * Reads a body. Members that decide nothing here are not looked at.
   *
   * @param contentType the header of that name
   * @param body anything
   */
  static SubmitForm read(@Nullable String contentType, byte @Nullable [] body) {
    return Parsing.read(contentType, body);
  }

  /** How it is read. */
  final class Parsing {

    private static final ObjectReader JSON =
        new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Set<String> PROVIDERS = Set.of("auto", "value", "official");

    private Parsing() {}

    private static SubmitForm read(@Nullable String contentType, byte @Nullable [] body) {
      if (contentType == null || !isJson(contentType)) {
        return new Invalid("Content-Type must be application/json");
      }
      JsonNode root;
      try {
        root = JSON.readTree(body == null ? new byte[0] : body);
      } catch (IOException e) {
        return new Invalid("Request body is not valid JSON");
      }
      return root.isObject() ? form(root) : new Invalid("Request body must be a JSON object");
    }

    private static boolean isJson(String contentType) {
      String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
      return type.equals("application/json");
    }

    private static SubmitForm form(JsonNode root) {
      if (!PROVIDERS.contains(word(root, "provider", "auto"))) {
        return new Invalid("Invalid field: provider");
      }
      Optional<String> callback = Optional.empty();
      switch (word(root, "request_type", "async")) {
        case "async" -> {}
        case "callback" -> {
          callback = text(root.get("callback_url"));
          if (callback.isEmpty()) {
            return new Invalid("Missing required field: callback_url");
          }
          if (!isAddress(callback.get())) {
            return new Invalid("Invalid field: callback_url");
          }
        }
        default -> {
          return new Invalid("Invalid field: request_type");
        }
      }
      return input(root.get("input"), callback);
    }

    private static SubmitForm input(@Nullable JsonNode input, Optional<String> callback) {
      if (input == null || !input.isObject()) {
        return new Invalid("Missing required field: input");
      }
      Optional<String> prompt = text(input.get("prompt"));
      if (prompt.isEmpty()) {
        return new Invalid("Missing required field: input.prompt");
      }
      if (word(input, "mode", "").contains("image-to-") && !hasText(input.get("image_urls"))) {
        return new Invalid("Missing required field: input.image_urls");
      }
      return new Accepted(prompt.get(), callback);
    }

    /** A member that is one word; absent and null stand for the fallback. */
    private static String word(JsonNode node, String member, String fallback) {
      JsonNode value = node.get(member);
      return value == null || value.isNull() ? fallback : text(value).orElse("?");
    }

    private static Optional<String> text(@Nullable JsonNode value) {
      return value == null || !value.isTextual() || value.textValue().isBlank()
          ? Optional.empty()
          : Optional.of(value.textValue());
    }

    private static boolean hasText(@Nullable JsonNode list) {
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

    private static boolean isAddress(String url) {
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
}
