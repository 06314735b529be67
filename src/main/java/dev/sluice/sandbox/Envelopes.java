package dev.sluice.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The vendor's answers as bytes, members in the vendor's order. What is absent is not written. */
final class Envelopes {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Envelopes() {}

  /** The answer to a submit. */
  static byte[] accepted(String taskId) {
    return success(Map.of("taskId", taskId));
  }

  /** The answer to a status request, and the body of a webhook. */
  static byte[] status(SandboxTask task, SandboxTask.State state) {
    var data = new LinkedHashMap<String, Object>();
    data.put("taskId", task.id());
    data.put("state", state.word());
    switch (state) {
      case PENDING, PROCESSING -> data.put("createTime", task.createMillis());
      case SUCCESS -> {
        data.put("resultJson", text(Map.of("resultUrls", new String[] {resultUrl(task)})));
        data.put("createTime", task.createMillis());
        data.put("completeTime", task.completeMillis());
        data.put("costTime", task.costMillis());
      }
      case FAILED -> {
        String code = task.failCode().orElseThrow();
        data.put("failCode", code);
        data.put("failMsg", failMessage(code));
        data.put("createTime", task.createMillis());
        data.put("completeTime", task.completeMillis());
      }
    }
    return success(data);
  }

  /**
   * The answer to a balance request.
   *
   * @param balance US dollars; written with four decimals
   */
  static byte[] balance(BigDecimal balance) {
    return "{\"code\":200,\"message\":\"success\",\"data\":%s}"
        .formatted(balance.setScale(4).toPlainString())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** 400, with the reason in {@code data.error}. */
  static byte[] invalid(String error) {
    return envelope(400, "Invalid request", Map.of("error", error));
  }

  /** 401, which has no member {@code data}. */
  static byte[] unauthenticated() {
    return bytes(members(401, "Invalid or missing API key"));
  }

  /** An error without data. */
  static byte[] error(int code, String message) {
    return envelope(code, message, null);
  }

  /** An object of numbers. */
  static byte[] numbers(Map<String, Number> numbers) {
    return bytes(numbers);
  }

  /** The vendor's words for a status. */
  static String message(int status) {
    return switch (status) {
      case 200 -> "success";
      case 400 -> "Insufficient credits";
      case 401 -> "Invalid or missing API key";
      case 402 -> "Payment required";
      case 403 -> "Insufficient permissions";
      case 404 -> "Model or task not found";
      case 429 -> "Rate limit exceeded";
      case 500 -> "Server error";
      case 503 -> "Service unavailable";
      default -> "Status " + status;
    };
  }

  private static String failMessage(String code) {
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

  private static String resultUrl(SandboxTask task) {
    return "https://example.com/sandbox/" + task.id() + ".png";
  }

  private static byte[] success(Map<String, ?> data) {
    return envelope(200, "success", data);
  }

  private static byte[] envelope(int code, String message, @Nullable Object data) {
    var all = members(code, message);
    all.put("data", data);
    return bytes(all);
  }

  private static Map<String, @Nullable Object> members(int code, String message) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    members.put("code", code);
    members.put("message", message);
    return members;
  }

  private static byte[] bytes(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain members always become JSON", e);
    }
  }
}
