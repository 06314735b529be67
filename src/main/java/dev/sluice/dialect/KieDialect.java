package dev.sluice.dialect;

import dev.sluice.dialect.SubmitBody.Member;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Kie's language. A task ends in {@code success} or {@code fail}; {@code waiting}, {@code queuing},
 * {@code generating} and every word that is not known mean that it still runs.
 *
 * <p>The vendor's own codes, such as 455, 501 and 505, stay what they are. {@code param}, which
 * echoes the whole request with its callback URL, and {@code remainedCredits}, the balance of the
 * shared key, are not for teams; what a task itself has cost is.
 */
public final class KieDialect implements Dialect {

  private static final String CALLBACK_URL = "callBackUrl";
  private static final String PROVIDER = "provider";
  private static final String MODEL = "model";
  private static final Set<String> NOT_FOR_TEAMS = Set.of("param", "remainedCredits");

  /** The codes of callbacks about tasks that have failed, of all the vendor's pages. */
  private static final Set<Integer> CALLED_FOR_FAILURE = Set.of(Envelope.OK, 400, 500, 501);

  private static final int VALIDATION = 422;
  private static final String NO_RECORD = "recordinfo is null";

  private static final long MILLIS = 1000;

  @Override
  public String name() {
    return "kie";
  }

  @Override
  public ModelForm modelForm() {
    return ModelForm.IN_PARTS;
  }

  /**
   * Judges the members of a submit: {@code model} is a model id; {@code input} is an object; {@code
   * callBackUrl} and {@code provider}, where present, are strings. A null there is as good as
   * absent. {@code provider} is no word of this vendor's: it is for routing to judge. All other
   * members are the vendor's to judge.
   */
  @Override
  public Optional<Malformed> objection(SubmitBody body) {
    return model(body)
        .or(() -> MemberRules.input(body))
        .or(() -> MemberRules.text(body, CALLBACK_URL))
        .or(() -> MemberRules.text(body, PROVIDER));
  }

  private static Optional<Malformed> model(SubmitBody body) {
    Optional<Member> model = body.member(MODEL);
    if (model.isEmpty()) {
      return MemberRules.wrong(MODEL, "is missing; the model's id is required");
    }
    if (model.get().text().filter(ModelForm.IN_PARTS::fits).isEmpty()) {
      return MemberRules.wrong(MODEL, "must be a model id: " + ModelForm.IN_PARTS.sentence());
    }
    return Optional.empty();
  }

  @Override
  public String callbackMember() {
    return CALLBACK_URL;
  }

  @Override
  public Optional<String> callback(SubmitBody submit) {
    return submit.text(CALLBACK_URL).filter(url -> !url.isBlank());
  }

  @Override
  public SubmitBody withCallback(SubmitBody submit, String url) {
    return submit.withMember(CALLBACK_URL, url);
  }

  @Override
  public SubmitBody withoutCallback(SubmitBody submit) {
    return callback(submit).isPresent() ? submit.without(CALLBACK_URL) : submit;
  }

  /** Some models go on from the result of an earlier task, {@code input.task_id}. */
  @Override
  public EarlierTask earlierTask(SubmitBody submit) {
    return EarlierTask.of(submit, "task_id");
  }

  /** Which strategy serves it is the gateway's to know: {@code provider} is never told. */
  @Override
  public SubmitBody addressed(SubmitBody submit, String model, Optional<String> provider) {
    SubmitBody told = submit.without(PROVIDER);
    return told.text(MODEL).filter(model::equals).isPresent()
        ? told
        : told.withMember(MODEL, model);
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
    return Envelope.read(body)
        .map(
            envelope ->
                envelope.in(
                    envelope.code() == Envelope.OK ? state(envelope.word()) : TaskState.RUNNING));
  }

  @Override
  public boolean signsCallbacks() {
    return true;
  }

  /**
   * A callback has another code for a task that has failed (501, on some pages 400 or 500, where
   * the same task's status has 200), counts {@code costTime} in seconds, and may call the task
   * {@code task_id}. What is read is in milliseconds all the same. A code and a state that
   * contradict each other end nothing.
   */
  @Override
  public Optional<StatusEnvelope> readCallback(byte[] body) {
    return Envelope.read(body).map(KieDialect::called);
  }

  @Override
  public boolean callsInItsOwnForm() {
    return true;
  }

  @Override
  public byte[] statusOf(byte[] callback) {
    return KieForms.statusOf(callback, state(readCallback(callback)));
  }

  @Override
  public byte[] callbackOf(byte[] status) {
    return KieForms.callbackOf(status, state(readStatus(status)));
  }

  private static TaskState state(Optional<StatusEnvelope> read) {
    return read.map(StatusEnvelope::state).orElse(TaskState.RUNNING);
  }

  private static StatusEnvelope called(Envelope envelope) {
    var data = envelope.data().orElse(Envelope.Data.NOTHING);
    return new StatusEnvelope(
        envelope.code(),
        data.taskId().or(data::otherId),
        data.state(),
        calledState(envelope),
        data.createTime(),
        data.completeTime(),
        data.costTime().isPresent()
            ? OptionalLong.of(data.costTime().getAsLong() * MILLIS)
            : OptionalLong.empty());
  }

  private static TaskState calledState(Envelope envelope) {
    TaskState state = state(envelope.word());
    boolean agrees =
        state == TaskState.SUCCEEDED
            ? envelope.code() == Envelope.OK
            : CALLED_FOR_FAILURE.contains(envelope.code());
    return agrees ? state : TaskState.RUNNING;
  }

  private static TaskState state(String word) {
    return switch (word) {
      case "success" -> TaskState.SUCCEEDED;
      case "fail" -> TaskState.FAILED;
      default -> TaskState.RUNNING;
    };
  }

  /** A task that was just created may also be told by 422 "recordInfo is null". */
  @Override
  public boolean missing(int code, byte[] body) {
    return code == NO_SUCH_TASK || code == VALIDATION && saysNoRecord(body);
  }

  private static boolean saysNoRecord(byte[] body) {
    return Envelope.read(body)
        .flatMap(Envelope::text)
        .filter(text -> text.toLowerCase(Locale.ROOT).contains(NO_RECORD))
        .isPresent();
  }

  @Override
  public byte[] forTeam(byte[] answer) {
    return Redaction.of(answer, NOT_FOR_TEAMS);
  }

  @Override
  public byte[] waiting(String taskId, long createTimeMillis) {
    return Envelope.written("msg", taskId, "waiting", createTimeMillis);
  }

  @Override
  public byte[] accepted(String taskId) {
    return Envelope.good("msg", taskId, more -> {});
  }

  @Override
  public byte[] failed(String taskId, long createTimeMillis, String failCode, String failMsg) {
    return Envelope.failed("msg", taskId, "fail", createTimeMillis, failCode, failMsg);
  }
}
