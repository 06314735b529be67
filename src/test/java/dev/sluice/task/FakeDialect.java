package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Malformed;
import dev.sluice.dialect.ModelForm;
import dev.sluice.dialect.StatusEnvelope;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReply;
import dev.sluice.dialect.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the envelopes that {@link FakeUpstream} writes. */
final class FakeDialect implements Dialect {

  private static final Pattern CODE = Pattern.compile("\"code\":(\\d+)");
  private static final Pattern ID = Pattern.compile("\"taskId\":\"([^\"]*)\"");
  private static final Pattern STATE = Pattern.compile("\"state\":\"([^\"]*)\"");
  private static final Pattern CREATE = Pattern.compile("\"createTime\":(\\d+)");
  private static final Pattern COMPLETE = Pattern.compile("\"completeTime\":(\\d+)");
  private static final Pattern COST = Pattern.compile("\"costTime\":(\\d+)");

  @Override
  public Optional<Malformed> objection(SubmitBody body) {
    return Optional.empty();
  }

  @Override
  public String name() {
    return "apixo";
  }

  @Override
  public ModelForm modelForm() {
    return ModelForm.PLAIN;
  }

  @Override
  public SubmitReply readSubmit(int httpStatus, byte[] body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int code(int httpStatus, byte[] body) {
    return httpStatus == 200
        ? readStatus(body).map(StatusEnvelope::code).orElse(httpStatus)
        : httpStatus;
  }

  @Override
  public Optional<StatusEnvelope> readStatus(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return first(CODE, text)
        .map(
            code -> {
              Optional<String> word = first(STATE, text);
              return new StatusEnvelope(
                  Integer.parseInt(code),
                  first(ID, text),
                  word,
                  state(word.orElse("")),
                  number(CREATE, text),
                  number(COMPLETE, text),
                  number(COST, text));
            });
  }

  @Override
  public byte[] waiting(String taskId, long createTimeMillis) {
    return ("{\"code\":200,\"data\":{\"taskId\":\"%s\",\"state\":\"pending\",\"createTime\":%d}}")
        .formatted(taskId, createTimeMillis)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] accepted(String taskId) {
    return "{\"code\":200,\"data\":{\"taskId\":\"%s\"}}"
        .formatted(taskId)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] failed(String taskId, long createTimeMillis, String failCode, String failMsg) {
    return "{\"code\":200,\"data\":{\"taskId\":\"%s\",\"state\":\"failed\",\"failCode\":\"%s\"}}"
        .formatted(taskId, failCode)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String callbackMember() {
    return "callback_url";
  }

  @Override
  public Optional<String> callback(SubmitBody submit) {
    return submit.callbackUrl();
  }

  @Override
  public SubmitBody withCallback(SubmitBody submit, String url) {
    return submit.withMember("callback_url", url);
  }

  @Override
  public SubmitBody withoutCallback(SubmitBody submit) {
    return submit.without("callback_url");
  }

  private static TaskState state(String word) {
    return switch (word) {
      case "success" -> TaskState.SUCCEEDED;
      case "failed" -> TaskState.FAILED;
      default -> TaskState.RUNNING;
    };
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static OptionalLong number(Pattern pattern, String text) {
    return first(pattern, text)
        .map(digits -> OptionalLong.of(Long.parseLong(digits)))
        .orElse(OptionalLong.empty());
  }
}
