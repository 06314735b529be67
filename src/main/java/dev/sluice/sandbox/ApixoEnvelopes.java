package dev.sluice.sandbox;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** APIXO's answers. Of 100 dollars every task takes a cent. */
final class ApixoEnvelopes implements Envelopes {

  private static final BigDecimal CREDIT = new BigDecimal("100.0000");
  private static final BigDecimal PRICE = new BigDecimal("0.0100");
  private static final String TEXT = "message";

  @Override
  public byte[] accepted(String taskId) {
    return success(Map.of("taskId", taskId));
  }

  @Override
  public byte[] status(SandboxTask task, SandboxTask.State state) {
    var data = new LinkedHashMap<String, Object>();
    data.put("taskId", task.id());
    data.put("state", word(state));
    switch (state) {
      case PENDING, QUEUED, PROCESSING -> data.put("createTime", task.createMillis());
      case SUCCESS -> {
        data.put("resultJson", Written.result(task));
        data.put("createTime", task.createMillis());
        data.put("completeTime", task.completeMillis());
        data.put("costTime", task.costMillis());
      }
      case FAILED -> {
        String code = task.failCode().orElseThrow();
        data.put("failCode", code);
        data.put("failMsg", Written.failMessage(code));
        data.put("createTime", task.createMillis());
        data.put("completeTime", task.completeMillis());
      }
    }
    return success(data);
  }

  private static String word(SandboxTask.State state) {
    return switch (state) {
      case PENDING, QUEUED -> "pending";
      case PROCESSING -> "processing";
      case SUCCESS -> "success";
      case FAILED -> "failed";
    };
  }

  /** The same as a status, and nothing signs it. */
  @Override
  public Letter callback(SandboxTask task, long started, Instant now) {
    return new Letter(status(task, task.ending()), Map.of());
  }

  /** US dollars, written with four decimals. */
  @Override
  public byte[] balance(long started) {
    BigDecimal left = CREDIT.subtract(PRICE.multiply(BigDecimal.valueOf(started)));
    return "{\"code\":200,\"message\":\"success\",\"data\":%s}"
        .formatted(left.max(BigDecimal.ZERO).setScale(4).toPlainString())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** 400, with the reason in {@code data.error}. */
  @Override
  public Said.Answer invalid(String error) {
    return Said.Answer.of(400, envelope(400, "Invalid request", Map.of("error", error)));
  }

  /** 401, which has no member {@code data}. */
  @Override
  public Said.Answer unauthenticated() {
    return Said.Answer.of(401, Written.envelope(TEXT, 401, message(401)));
  }

  @Override
  public byte[] error(int code, String message) {
    return envelope(code, message, null);
  }

  @Override
  public String message(int code) {
    return switch (code) {
      case 200 -> "success";
      case 400 -> "Insufficient credits";
      case 401 -> "Invalid or missing API key";
      case 402 -> "Payment required";
      case 403 -> "Insufficient permissions";
      case 404 -> "Model or task not found";
      case 429 -> "Rate limit exceeded";
      case 500 -> "Server error";
      case 503 -> "Service unavailable";
      default -> "Status " + code;
    };
  }

  private static byte[] success(Map<String, ?> data) {
    return envelope(200, "success", data);
  }

  private static byte[] envelope(int code, String message, @Nullable Object data) {
    return Written.envelope(TEXT, code, message, data);
  }
}
