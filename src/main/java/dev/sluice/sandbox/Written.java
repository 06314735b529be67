package dev.sluice.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What both vendors' envelopes are written with. */
final class Written {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Written() {}

  /** As JSON in UTF-8; members in the order of the map. */
  static byte[] bytes(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * An envelope with the member {@code data}.
   *
   * @param called what the text is called
   */
  static byte[] envelope(String called, int code, String text, @Nullable Object data) {
    Map<String, @Nullable Object> members = members(called, code, text);
    members.put("data", data);
    return bytes(members);
  }

  /** An envelope without it. */
  static byte[] envelope(String called, int code, String text) {
    return bytes(members(called, code, text));
  }

  private static Map<String, @Nullable Object> members(String called, int code, String text) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    members.put("code", code);
    members.put(called, text);
    return members;
  }

  /** As JSON. */
  static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain members always become JSON", e);
    }
  }

  /** The member {@code resultJson} of a task that has succeeded: JSON in a string. */
  static String result(SandboxTask task) {
    String url = "https://example.com/sandbox/" + task.id() + ".png";
    return text(Map.of("resultUrls", new String[] {url}));
  }

  /** Why a task has failed, as a sentence. */
  static String failMessage(String code) {
    return switch (code) {
      case "CONTENT_VIOLATION" -> "Content does not meet safety guidelines";
      case "NSFW_DETECTED" -> "NSFW content detected";
      case "PROMPT_TOO_LONG" -> "Prompt exceeds the maximum length";
      case "INVALID_PROMPT" -> "Prompt is invalid";
      case "INVALID_IMAGE_URL" -> "Cannot access provided image URL";
      case "IMAGE_TOO_LARGE" -> "Image exceeds the maximum size";
      case "UNSUPPORTED_FORMAT" -> "Image format is not supported";
      case "IMAGE_DOWNLOAD_FAILED" -> "Image could not be downloaded";
      case "PROCESSING_TIMEOUT" -> "Processing took too long";
      case "MODEL_UNAVAILABLE" -> "Model is temporarily unavailable";
      case "INSUFFICIENT_CREDITS" -> "Insufficient credits";
      default -> "Generation failed";
    };
  }
}
