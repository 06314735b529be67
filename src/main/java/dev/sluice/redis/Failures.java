package dev.sluice.redis;

import dev.sluice.redis.StoreFailure.Kind;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells what is known of a command that failed. */
final class Failures {

  /** What the client puts before the first error of several commands that were sent together. */
  private static final Pattern AMONG_SEVERAL = Pattern.compile("^ERR \\[\\d+] ");

  /** How Redis 7 names the user who may not do something. */
  private static final Pattern USER = Pattern.compile("\\bUser \\S+ has");

  private static final Pattern LOGIN =
      Pattern.compile("^(NOAUTH|WRONGPASS|ERR AUTH|ERR Client sent AUTH|ERR invalid password)");

  private static final int LONGEST = 160;

  private Failures() {}

  static StoreFailure of(@Nullable Throwable cause) {
    if (cause instanceof StoreFailure known) {
      return known;
    }
    String said = Objects.toString(cause == null ? null : cause.getMessage(), "no reason given");
    if (cause instanceof Response answer && answer.type() == ResponseType.ERROR) {
      return said.contains("CONNECTION_CLOSED")
          ? new StoreFailure(Kind.UNKNOWN, "the connection to Redis broke")
          : new StoreFailure(Kind.REFUSED, shortened(said));
    }
    return said.equals("Connection is closed")
            || said.equals("Redis waiting queue is full")
            || said.startsWith("Redis command is not valid")
        ? new StoreFailure(Kind.NEVER_SENT, said.replaceAll("https?:.*", "").strip())
        : new StoreFailure(Kind.UNKNOWN, "the connection to Redis broke");
  }

  static StoreFailure late() {
    return new StoreFailure(Kind.UNKNOWN, "Redis did not answer in time");
  }

  static StoreFailure noConnection() {
    return new StoreFailure(Kind.NEVER_SENT, "no connection to Redis");
  }

  static StoreFailure tooMany() {
    return new StoreFailure(Kind.NEVER_SENT, "too many commands wait for Redis");
  }

  /**
   * Whether the server is no master, or cannot reach one: it, or the way to it, has to be looked
   * for again.
   */
  static boolean saysNoMaster(StoreFailure failure) {
    String said = Objects.toString(failure.getMessage(), "");
    return said.startsWith("READONLY") || said.startsWith("MASTERDOWN");
  }

  /** Whether the server may be a master that was cut off from its replicas, and replaced. */
  static boolean saysCutOff(StoreFailure failure) {
    return Objects.toString(failure.getMessage(), "").startsWith("NOREPLICAS");
  }

  /** Whether the server refused for another reason than that it wants a login first. */
  static boolean saysOtherThanLogin(StoreFailure failure) {
    return failure.kind() == Kind.REFUSED && !saysLoginWanted(failure);
  }

  private static boolean saysLoginWanted(StoreFailure failure) {
    return Objects.toString(failure.getMessage(), "").startsWith("NOAUTH");
  }

  /** Whether the user is not known to the server, or may not do that. */
  static boolean saysNotAllowed(StoreFailure failure) {
    return Objects.toString(failure.getMessage(), "").startsWith("NOPERM")
        || saysLoginWanted(failure);
  }

  /** What a server did that did not let anybody in, as the end of a sentence. */
  static String ofLogin(StoreFailure refusal) {
    String said = Objects.toString(refusal.getMessage(), "");
    return (LOGIN.matcher(said).find() ? "refused the login: " : "refused: ") + said;
  }

  /** What a command within a program met, as Redis 6 wraps it. */
  private static String withoutScript(String line) {
    int inner = line.lastIndexOf(": -");
    return line.startsWith("ERR Error running script") && inner > 0
        ? line.substring(inner + 3)
        : line;
  }

  /** The first line, without what Redis repeats of the command, and without the user's name. */
  private static String shortened(String said) {
    String line = said.lines().findFirst().orElse("");
    String first = AMONG_SEVERAL.matcher(withoutScript(line)).replaceFirst("");
    int repeated = first.indexOf(", with args beginning with");
    String bare = repeated < 0 ? first : first.substring(0, repeated);
    String plain = USER.matcher(bare).replaceFirst("this user has");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }
}
