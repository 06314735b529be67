package dev.sluice.sandbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kie's answers. Of 10000 credits every task takes one. A callback has another code for a failure
 * than a status, counts {@code costTime} in seconds, and tells the credits that are left.
 */
final class KieEnvelopes implements Envelopes {

  private static final long CREDITS = 10_000;
  private static final int PRICE = 1;
  private static final int FAILED = 501;
  private static final String TEXT = "msg";

  private final Optional<KieSeal> seal;

  /**
   * @param seal signs callbacks, where they are signed
   */
  KieEnvelopes(Optional<KieSeal> seal) {
    this.seal = seal;
  }

  @Override
  public byte[] accepted(String taskId) {
    return envelope(200, "success", Map.of("taskId", taskId));
  }

  @Override
  public byte[] status(SandboxTask task, SandboxTask.State state) {
    Map<String, @Nullable Object> data = head(task, state);
    switch (state) {
      case PENDING, QUEUED, PROCESSING -> {
        data.put("failCode", "");
        data.put("failMsg", "");
        data.put("createTime", task.createMillis());
        data.put("updateTime", task.createMillis());
      }
      case SUCCESS -> {
        data.put("resultJson", Written.result(task));
        data.put("failCode", "");
        data.put("failMsg", "");
        ended(task, task.costMillis(), data);
        data.put("creditsConsumed", PRICE);
      }
      case FAILED -> {
        failure(task, data);
        ended(task, task.costMillis(), data);
      }
    }
    return envelope(200, "success", data);
  }

  @Override
  public Letter callback(SandboxTask task, long started, Instant now) {
    Map<String, @Nullable Object> data = head(task, task.ending());
    boolean failed = task.ending() == SandboxTask.State.FAILED;
    if (failed) {
      data.put("resultJson", null);
      failure(task, data);
    } else {
      data.put("resultJson", Written.result(task));
      data.put("failCode", null);
      data.put("failMsg", null);
    }
    ended(task, task.costMillis() / 1000, data);
    data.put("consumeCredits", PRICE);
    data.put("remainedCredits", left(started));
    byte[] body =
        failed
            ? envelope(FAILED, "Playground task failed.", data)
            : envelope(200, "Playground task completed successfully.", data);
    return new Letter(body, seal.map(it -> it.headers(task.id(), now)).orElse(Map.of()));
  }

  private static Map<String, @Nullable Object> head(SandboxTask task, SandboxTask.State state) {
    var data = new LinkedHashMap<String, @Nullable Object>();
    data.put("taskId", task.id());
    data.put("model", task.wanted().model());
    data.put("state", word(state));
    data.put("param", task.wanted().echo().orElse("{}"));
    return data;
  }

  private static String word(SandboxTask.State state) {
    return switch (state) {
      case PENDING -> "waiting";
      case QUEUED -> "queuing";
      case PROCESSING -> "generating";
      case SUCCESS -> "success";
      case FAILED -> "fail";
    };
  }

  private static void failure(SandboxTask task, Map<String, @Nullable Object> data) {
    String code = task.failCode().orElseThrow();
    data.put("failCode", code.equals(Judge.BY_CHANCE) ? "500" : code);
    data.put("failMsg", Written.failMessage(code));
  }

  private static void ended(SandboxTask task, long cost, Map<String, @Nullable Object> data) {
    data.put("costTime", cost);
    data.put("completeTime", task.completeMillis());
    data.put("createTime", task.createMillis());
    data.put("updateTime", task.completeMillis());
  }

  /** Credits of the account, a whole number. */
  @Override
  public byte[] balance(long started) {
    return envelope(200, "success", left(started));
  }

  private static long left(long started) {
    return Math.max(0, CREDITS - PRICE * started);
  }

  /** 422, with the reason as the message. */
  @Override
  public Said.Answer invalid(String error) {
    return Said.Answer.of(422, error(422, error));
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
      case 400 -> "Invalid request";
      case 401 -> "You do not have access permissions";
      case 402 -> "Insufficient credits";
      case 404 -> "The requested resource does not exist";
      case 422 -> "Request parameters failed validation";
      case 429 -> "Request frequency limit has been exceeded";
      case 455 -> "The system is under maintenance";
      case 500 -> "An unexpected error occurred";
      case 501 -> "Content generation task failed";
      case 505 -> "The requested feature is currently unavailable";
      default -> "Code " + code;
    };
  }

  private static byte[] envelope(int code, String text, @Nullable Object data) {
    return Written.envelope(TEXT, code, text, data);
  }
}
