package dev.sluice.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kie's submits: {@code model} and {@code input} are required. The input of the flux-2 models is
 * held to the vendor's page; of others the prompt is all that is looked at. What is unknown passes.
 */
final class KieForm {

  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
  private static final Set<String> FLUX_2 =
      Set.of(
          "flux-2/flex-text-to-image",
          "flux-2/flex-image-to-image",
          "flux-2/pro-text-to-image",
          "flux-2/pro-image-to-image");
  private static final Set<String> RATIOS =
      Set.of("1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3");
  private static final Set<String> RESOLUTIONS = Set.of("1K", "2K");
  private static final int SHORTEST_PROMPT = 3;
  private static final int LONGEST_PROMPT = 5000;
  private static final int MOST_IMAGES = 8;

  private KieForm() {}

  /**
   * Reads a body.
   *
   * @param contentType the header of that name
   * @param body anything
   */
  static SubmitForm read(@Nullable String contentType, byte @Nullable [] body) {
    return Members.read(
        contentType,
        body,
        root -> form(root, new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8)));
  }

  private static SubmitForm form(JsonNode root, String written) {
    Optional<String> model = Members.text(root.get("model"));
    if (model.isEmpty()) {
      return invalid("model is required");
    }
    boolean flux2 = model.get().startsWith("flux-2/");
    if (!MODEL.matcher(model.get()).matches() || flux2 && !FLUX_2.contains(model.get())) {
      return invalid("The model is not supported");
    }
    JsonNode input = root.get("input");
    if (input == null || !input.isObject()) {
      return invalid("input is required");
    }
    Optional<String> prompt = Members.text(input.get("prompt"));
    if (prompt.isEmpty()) {
      return invalid("prompt is required");
    }
    Optional<String> wrong =
        flux2 ? flux2(model.get().endsWith("image-to-image"), input) : Optional.empty();
    if (wrong.isPresent()) {
      return invalid(wrong.get());
    }
    JsonNode url = root.get("callBackUrl");
    Optional<String> callback = Members.text(url);
    if (!Members.isAbsent(url) && callback.filter(Members::isAddress).isEmpty()) {
      return invalid("callBackUrl is not a valid URL");
    }
    return new SubmitForm.Accepted(Wanted.by(written, model.get()), prompt.get(), callback);
  }

  /** What is wrong with the input of a flux-2 model. */
  private static Optional<String> flux2(boolean fromImages, JsonNode input) {
    int prompt = input.get("prompt").textValue().length();
    if (prompt < SHORTEST_PROMPT || prompt > LONGEST_PROMPT) {
      return Optional.of(
          "prompt must have %d to %d characters".formatted(SHORTEST_PROMPT, LONGEST_PROMPT));
    }
    String ratio = Members.word(input, "aspect_ratio", "1:1");
    if (!RATIOS.contains(ratio) && !(fromImages && ratio.equals("auto"))) {
      return Optional.of("aspect_ratio is not within the range of allowed options");
    }
    if (!RESOLUTIONS.contains(Members.word(input, "resolution", "1K"))) {
      return Optional.of("resolution is not within the range of allowed options");
    }
    JsonNode images = input.get("input_urls");
    if (fromImages && (!Members.isTexts(images) || images.size() > MOST_IMAGES)) {
      return Optional.of("input_urls is required, 1 to %d URLs".formatted(MOST_IMAGES));
    }
    JsonNode checker = input.get("nsfw_checker");
    return Members.isAbsent(checker) || checker.isBoolean()
        ? Optional.empty()
        : Optional.of("nsfw_checker must be true or false");
  }

  private static SubmitForm invalid(String error) {
    return new SubmitForm.Invalid(error);
  }
}
