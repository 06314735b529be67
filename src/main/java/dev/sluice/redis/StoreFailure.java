package dev.sluice.redis;

/**
 * Redis did not do what it was asked, or nobody knows whether it did. Has no stack trace: it is an
 * event, not a fault in the code.
 */
public final class StoreFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is known of the command. */
  public enum Kind {
    /** It never left: there is no connection, or too many commands wait already. */
    NEVER_SENT,
    /** No answer within the deadline, or the connection broke: it may or may not have run. */
    UNKNOWN,
    /** Redis answered with an error, so it did not run. */
    REFUSED
  }

  /**
   * @param message the event; never a value that was sent
   */
  public StoreFailure(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** Whether Redis, or a program in it, answered with an error that begins with this word. */
  public static boolean refused(Throwable failure, String word) {
    return failure instanceof StoreFailure told
        && told.kind == Kind.REFUSED
        && String.valueOf(told.getMessage()).startsWith(word);
  }

  public Kind kind() {
    return kind;
  }
}
