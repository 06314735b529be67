package dev.sluice.relay;

/**
 * One end of a task that one team is to be told. Immutable.
 *
 * @param id the {@code webhook-id}: the same over all attempts, one for each slot, free of dots
 * @param receiver who is told, and where
 * @param upstream who ran the task
 * @param taskId the task's id as the team knows it
 * @param createdMillis when it was undertaken, Unix milliseconds
 * @param body what is sent, not to be changed; empty where it is not kept any more
 * @param progress how far it has come
 */
public record Delivery(
    String id,
    Receiver receiver,
    String upstream,
    String taskId,
    long createdMillis,
    byte[] body,
    Progress progress) {

  /** How a delivery stands. */
  public enum State {
    /** It is, or will be, on its way. */
    PENDING,
    /** The receiver has it. */
    DELIVERED,
    /** It was given up, and is kept. */
    DEAD;

    /** The word by which it is kept and shown. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * How far a delivery has come.
   *
   * @param attempts those that failed, since it was undertaken or asked for again
   * @param nextMillis when it is due, Unix milliseconds; of no meaning unless it is pending
   * @param result what the last attempt came to: an HTTP status or a cause; empty before the first
   */
  public record Progress(State state, int attempts, long nextMillis, String result) {}

  /** One that nobody has tried to deliver yet; it is due at once. */
  public static Delivery fresh(
      String slot, Receiver receiver, String upstream, String taskId, long nowMillis, byte[] body) {
    return new Delivery(
        id(slot),
        receiver,
        upstream,
        taskId,
        nowMillis,
        body,
        new Progress(State.PENDING, 0, nowMillis, ""));
  }

  /** The id of the one delivery that a slot may owe. */
  public static String id(String slot) {
    return "msg_" + slot.replaceAll("[^A-Za-z0-9]", "");
  }

  /** The same, further on. */
  public Delivery with(Progress next) {
    return new Delivery(id, receiver, upstream, taskId, createdMillis, body, next);
  }

  /** The same with another body. */
  public Delivery withBody(byte[] other) {
    return new Delivery(id, receiver, upstream, taskId, createdMillis, other, progress);
  }

  /** Neither the URL nor the body. */
  @Override
  public String toString() {
    return "Delivery[%s team=%s %s]".formatted(id, receiver.team(), progress);
  }
}
