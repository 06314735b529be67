package dev.sluice.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** APIXO's submits. Members that decide nothing here are not looked at. */
final class ApixoForm {

  private static final Set<String> PROVIDERS = Set.of("auto", "value", "official");

  private ApixoForm() {}

  /**
   * Reads a body.
   *
   * @param model the model of the path
   * @param contentType the header of that name
   * @param body anything
   */
  static SubmitForm read(String model, @Nullable String contentType, byte @Nullable [] body) {
    return Members.read(contentType, body, root -> form(model, root));
  }

  private static SubmitForm form(String model, JsonNode root) {
    if (!PROVIDERS.contains(Members.word(root, "provider", "auto"))) {
      return new SubmitForm.Invalid("Invalid field: provider");
    }
    Optional<String> callback = Optional.empty();
    switch (Members.word(root, "request_type", "async")) {
      case "async" -> {}
      case "callback" -> {
        callback = Members.text(root.get("callback_url"));
        if (callback.isEmpty()) {
          return new SubmitForm.Invalid("Missing required field: callback_url");
        }
        if (!Members.isAddress(callback.get())) {
          return new SubmitForm.Invalid("Invalid field: callback_url");
        }
      }
      default -> {
        return new SubmitForm.Invalid("Invalid field: request_type");
      }
    }
    return input(model, root.get("input"), callback);
  }

  private static SubmitForm input(
      String model, @Nullable JsonNode input, Optional<String> callback) {
    if (input == null || !input.isObject()) {
      return new SubmitForm.Invalid("Missing required field: input");
    }
    Optional<String> prompt = Members.text(input.get("prompt"));
    if (prompt.isEmpty()) {
      return new SubmitForm.Invalid("Missing required field: input.prompt");
    }
    if (Members.word(input, "mode", "").contains("image-to-")
        && !Members.isTexts(input.get("image_urls"))) {
      return new SubmitForm.Invalid("Missing required field: input.image_urls");
    }
    return new SubmitForm.Accepted(Wanted.of(model), prompt.get(), callback);
  }
}
