package dev.sluice.dialect;

import java.util.Optional;

/**
 * APIXO's language. A task ends in {@code success} or {@code failed}; every other word, and the
 * vendor uses some that it does not document, means that it still runs.
 */
public final class ApixoDialect implements Dialect {

  private static final String CALLBACK = "callback";
  private static final String CALLBACK_URL = "callback_url";
  private static final String REQUEST_TYPE = "request_type";
  private static final String PROVIDER = "provider";

  private static final String ASYNC = "async";

  @Override
  public String name() {
    return "apixo";
  }

  @Override
  public ModelForm modelForm() {
    return ModelForm.PLAIN;
  }

  /**
   * Judges the members of a submit: {@code input} is an object; {@code request_type}, where it is
   * present, is {@code async} or {@code callback}, and the latter needs a {@code callback_url};
   * {@code callback_url} and {@code provider}, where present, are strings. A null in one of these
   * three is as good as absent, and passes on as it is. Which words {@code provider} may be is for
   * routing to judge.
   */
  @Override
  public Optional<Malformed> objection(SubmitBody body) {
    return MemberRules.input(body)
        .or(() -> requestType(body))
        .or(() -> MemberRules.text(body, CALLBACK_URL))
        .or(() -> callbackUrl(body))
        .or(() -> MemberRules.text(body, PROVIDER));
  }

  private static Optional<Malformed> requestType(SubmitBody body) {
    return MemberRules.isPresent(body, REQUEST_TYPE)
            && body.requestType().filter(w -> w.equals(ASYNC) || w.equals(CALLBACK)).isEmpty()
        ? MemberRules.wrong(REQUEST_TYPE, "must be \"async\" or \"callback\"")
        : Optional.empty();
  }

  private static Optional<Malformed> callbackUrl(SubmitBody body) {
    return asksForCallback(body) && body.callbackUrl().filter(url -> !url.isBlank()).isEmpty()
        ? MemberRules.wrong(CALLBACK_URL, "is missing; request_type \"callback\" requires it")
        : Optional.empty();
  }

  private static boolean asksForCallback(SubmitBody body) {
    return body.requestType().filter(CALLBACK::equals).isPresent();
  }

  @Override
  public String callbackMember() {
    return CALLBACK_URL;
  }

  @Override
  public Optional<String> callback(SubmitBody submit) {
    return asksForCallback(submit) ? submit.callbackUrl() : Optional.empty();
  }

  @Override
  public SubmitBody withCallback(SubmitBody submit, String url) {
    return submit.withMember(REQUEST_TYPE, CALLBACK).withMember(CALLBACK_URL, url);
  }

  @Override
  public SubmitBody withoutCallback(SubmitBody submit) {
    return asksForCallback(submit)
        ? submit.withMember(REQUEST_TYPE, ASYNC).without(CALLBACK_URL)
        : submit;
  }

  /** The model stands in the path; {@code provider} is the first member where it is inserted. */
  @Override
  public SubmitBody addressed(SubmitBody submit, String model, Optional<String> provider) {
    return submit.provider().isPresent()
        ? submit
        : provider.map(word -> submit.withMember(PROVIDER, word)).orElse(submit);
  }

  @Override
  public SubmitReply readSubmit(int httpStatus, byte[] body) {
    return Envelope.reply(httpStatus, body);
  }

  @Override
  public int code(int httpStatus, byte[] body) {
    return Envelope.code(httpStatus, body);
  }

  @Override
  public Optional<StatusEnvelope> readStatus(byte[] body) {
    return Envelope.read(body).map(envelope -> envelope.in(state(envelope)));
  }

  private static TaskState state(Envelope envelope) {
    if (envelope.code() != Envelope.OK) {
      return TaskState.RUNNING;
    }
    return switch (envelope.word()) {
      case "success" -> TaskState.SUCCEEDED;
      case "failed" -> TaskState.FAILED;
      default -> TaskState.RUNNING;
    };
  }

  @Override
  public byte[] waiting(String taskId, long createTimeMillis) {
    return Envelope.written("message", taskId, "pending", createTimeMillis);
  }

  @Override
  public byte[] accepted(String taskId) {
    return Envelope.good("message", taskId, more -> {});
  }

  @Override
  public byte[] failed(String taskId, long createTimeMillis, String failCode, String failMsg) {
    return Envelope.failed("message", taskId, "failed", createTimeMillis, failCode, failMsg);
  }
}
