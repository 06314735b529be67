package dev.sluice.dialect;

import java.util.Optional;

/** One vendor's language: how its answers are to be understood, and what a submit asks for. */
public interface Dialect {

  /** The code of an answer that knows no such task. */
  int NO_SUCH_TASK = 404;

  /** The name in configuration, {@code apixo} or {@code kie}. */
  String name();

  /** Whether the other one is the same language. */
  default boolean is(Dialect other) {
    return name().equals(other.name());
  }

  /** What a model's id may be. */
  ModelForm modelForm();

  /**
   * What is wrong with the members of a submit that mean anything to the gateway; all others are
   * the vendor's to judge.
   */
  Optional<Malformed> objection(SubmitBody body);

  /**
   * Judges a submit by {@link #objection}.
   *
   * @return the same reading, or what is wrong with it
   */
  default SubmitReading check(SubmitReading reading) {
    return reading instanceof SubmitBody body
        ? objection(body).<SubmitReading>map(malformed -> malformed).orElse(body)
        : reading;
  }

  /**
   * What an answer to a submit says.
   *
   * @param httpStatus the HTTP status it came with
   * @param body the whole body as received; it may be anything
   */
  SubmitReply readSubmit(int httpStatus, byte[] body);

  /**
   * What any answer comes to: the envelope's code where HTTP says 200 and the envelope has one,
   * else the HTTP status.
   *
   * @param body the whole body as received; it may be anything
   */
  int code(int httpStatus, byte[] body);

  /** The sentence by which an answer says what became of a request; empty where it has none. */
  default Optional<String> sentence(byte[] body) {
    return Envelope.read(body).flatMap(Envelope::text);
  }

  /** What an answer to a status request says; empty where it is no status envelope at all. */
  Optional<StatusEnvelope> readStatus(byte[] body);

  /**
   * The envelope of a task that the upstream has accepted and was not asked about yet.
   *
   * @param createTimeMillis when it was accepted, Unix milliseconds
   */
  byte[] waiting(String taskId, long createTimeMillis);

  /** The envelope that a submit is answered with whose task has this id. */
  byte[] accepted(String taskId);

  /**
   * What a callback says: a body that the vendor sends on its own when a task is over. It may
   * differ from a status answer in its code and in its units; what is read from it does not.
   *
   * <p>Whether the task is over is told by {@link StatusEnvelope#state} alone, never by the code.
   *
   * @param body the whole body as received; it may be anything
   * @return empty where it is no such envelope at all
   */
  default Optional<StatusEnvelope> readCallback(byte[] body) {
    return readStatus(body);
  }

  /** Whether the vendor can sign its callbacks, with a key of the account. */
  default boolean signsCallbacks() {
    return false;
  }

  /** Whether a callback differs in its form from a status answer that tells the same. */
  default boolean callsInItsOwnForm() {
    return false;
  }

  /**
   * A callback about a task that is over, as an answer to a status request tells the same. Every
   * byte stays that means the same in both.
   *
   * @param callback the whole body as received; it may be anything
   * @return the same array where nothing differs, or where it tells no end
   */
  default byte[] statusOf(byte[] callback) {
    return callback;
  }

  /**
   * The answer to a status request about a task that is over, as a callback would tell the same.
   *
   * @param status the whole body as received; it may be anything
   * @return the same array where nothing differs, or where it tells no end
   */
  default byte[] callbackOf(byte[] status) {
    return status;
  }

  /**
   * Whether an answer to a status request says that there is no such task, or none yet.
   *
   * @param code what the answer comes to, by {@link #code}
   * @param body the whole body as received; it may be anything
   */
  default boolean missing(int code, byte[] body) {
    return code == NO_SUCH_TASK;
  }

  /**
   * The vendor's words as a team may see them: without members that tell what is the gateway's own.
   * Every other byte stays. Everything that an upstream says goes through here before it is
   * recorded, relayed or shown, answers and callbacks alike.
   *
   * @param answer the whole body as received; it may be anything
   * @return the same array where nothing had to go
   */
  default byte[] forTeam(byte[] answer) {
    return answer;
  }

  /**
   * The envelope of a task that has failed without a word of the upstream's about it.
   *
   * @param createTimeMillis when it was accepted, Unix milliseconds
   * @param failCode why, as a word in capitals
   * @param failMsg why, as a sentence
   */
  byte[] failed(String taskId, long createTimeMillis, String failCode, String failMsg);

  /** The member by which a submit names a callback's address, whether it asks for one or not. */
  String callbackMember();

  /** Where a submit asks to be told of the end; empty where it does not ask for that. */
  Optional<String> callback(SubmitBody submit);

  /**
   * Whether a submit's input names an earlier task of the vendor's.
   *
   * @param submit one that {@link #check} has found nothing wrong with
   */
  default EarlierTask earlierTask(SubmitBody submit) {
    return new EarlierTask.None();
  }

  /** The same submit, asking to be told there. */
  SubmitBody withCallback(SubmitBody submit, String url);

  /** The same submit, asking not to be told. It is unchanged where it does not ask. */
  SubmitBody withoutCallback(SubmitBody submit);

  /**
   * The same submit as an upstream of this language is to be told it. A language that has neither
   * of the two in its body leaves it as it is.
   *
   * @param model the id to be told, for a language that names it in the body
   * @param provider the word to be told where the submit names none, for a language that has it
   */
  default SubmitBody addressed(SubmitBody submit, String model, Optional<String> provider) {
    return submit;
  }
}
