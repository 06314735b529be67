package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A submit's body: the bytes as the team sent them, and where the members stand that decide
 * anything.
 *
 * <p>Immutable. An edit makes another body in which one token differs, or one member is missing;
 * every other byte, whitespace and the spelling of numbers included, is the team's own.
 */
public final class SubmitBody implements SubmitReading {

  /** The members that decide something, exactly as written; each may occur once. */
  public static final Set<String> DECISIVE =
      Set.of("provider", "request_type", "callback_url", "callBackUrl", "model", "input");

  /**
   * A decisive member.
   *
   * @param name the offset of its name's first byte, which is a quotation mark
   * @param start the offset of the value's first byte
   * @param end the offset behind its last byte
   * @param token the value's first token
   * @param text the value, escapes resolved, where it is a string
   */
  record Member(int name, int start, int end, JsonToken token, Optional<String> text) {

    Member moved(int by) {
      return new Member(name + by, start + by, end + by, token, text);
    }
  }

  private static final String INPUT = "input";

  private static final byte[] COLON = {':'};
  private static final byte[] COMMA = {','};
  private static final byte[] NOTHING = {};

  private final byte[] bytes;
  private final int firstMember;
  private final boolean empty;
  private final Map<String, Member> members;

  /**
   * @param bytes the whole body
   * @param firstMember the offset behind the opening brace
   * @param empty whether the object has no member
   * @param members the decisive ones by name
   */
  SubmitBody(byte[] bytes, int firstMember, boolean empty, Map<String, Member> members) {
    this.bytes = bytes;
    this.firstMember = firstMember;
    this.empty = empty;
    this.members = Map.copyOf(members);
  }

  /**
   * Reads a body: one JSON object in strict UTF-8 without a byte order mark, at most 200 levels
   * deep, with nothing behind it and no decisive member twice, escapes resolved. What the members
   * hold is for a dialect to judge. Escapes of lone surrogates pass in values, not in names.
   *
   * @param body from now on not to be changed by anybody
   */
  public static SubmitReading read(byte[] body) {
    return SubmitScan.of(body);
  }

  /** The body. The array is not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The member {@code provider}; empty where it is absent or null. */
  public Optional<String> provider() {
    return text("provider");
  }

  /** The member {@code request_type}; empty where it is absent or null. */
  public Optional<String> requestType() {
    return text("request_type");
  }

  /** The member {@code callback_url}; empty where it is absent or null. */
  public Optional<String> callbackUrl() {
    return text("callback_url");
  }

  /**
   * A decisive member's text, escapes resolved; empty where it is absent or no string.
   *
   * @throws IllegalArgumentException where the member is not decisive
   */
  public Optional<String> text(String name) {
    return member(name).flatMap(Member::text);
  }

  /**
   * The same body with this text as the member's value: in the place of the present value, or as
   * the first member.
   *
   * @param value any text; it is escaped as JSON needs it
   * @throws IllegalArgumentException where the member is not decisive
   */
  public SubmitBody withMember(String name, String value) {
    byte[] token = Json.quoted(value);
    Optional<Member> present = member(name);
    if (present.isPresent()) {
      Member old = present.get();
      return spliced(
          old.start(), old.end(), token, name, stringAt(old.name(), old.start(), token, value));
    }
    byte[] key = joined(Json.quoted(name), COLON);
    byte[] inserted = joined(joined(key, token), empty ? NOTHING : COMMA);
    return spliced(
        firstMember,
        firstMember,
        inserted,
        name,
        stringAt(firstMember, firstMember + key.length, token, value));
  }

  /** The bytes of {@code input}, which is there. */
  byte[] input() {
    Member input = member(INPUT).orElseThrow();
    return Arrays.copyOfRange(bytes, input.start(), input.end());
  }

  /** The same body with this object in the place of {@code input}'s. */
  SubmitBody withInput(byte[] object) {
    Member old = member(INPUT).orElseThrow();
    int end = old.start() + object.length;
    return spliced(
        old.start(),
        old.end(),
        object,
        INPUT,
        new Member(old.name(), old.start(), end, JsonToken.START_OBJECT, Optional.empty()));
  }

  /**
   * The same body without this member: its name, its value, what is between them, and the one comma
   * that parted it from the next member or, where it is the last, from the one before. The same
   * body where it is absent.
   *
   * @throws IllegalArgumentException where the member is not decisive
   */
  public SubmitBody without(String name) {
    Optional<Member> present = member(name);
    return present.isPresent() ? without(name, present.get()) : this;
  }

  private SubmitBody without(String name, Member gone) {
    int behind = gone.end();
    while (isSpace(bytes[behind])) {
      behind++;
    }
    int before = gone.name() - 1;
    while (isSpace(bytes[before])) {
      before--;
    }
    boolean hasNext = bytes[behind] == COMMA[0];
    boolean hasPrevious = bytes[before] == COMMA[0];
    var rest = new ByteArrayOutputStream(bytes.length);
    int comma = hasNext || !hasPrevious ? -1 : before;
    rest.write(bytes, 0, comma < 0 ? gone.name() : comma);
    if (comma >= 0) {
      rest.write(bytes, comma + 1, gone.name() - comma - 1);
    }
    rest.write(bytes, gone.end(), behind - gone.end());
    int from = hasNext ? behind + 1 : behind;
    rest.write(bytes, from, bytes.length - from);
    byte[] shorter = rest.toByteArray();
    int shift = shorter.length - bytes.length;
    Map<String, Member> left = new HashMap<>();
    members.forEach(
        (other, member) ->
            left.put(other, member.name() < gone.name() ? member : member.moved(shift)));
    left.remove(name);
    return new SubmitBody(shorter, firstMember, !hasNext && !hasPrevious, left);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private SubmitBody spliced(int from, int to, byte[] middle, String name, Member edited) {
    byte[] head = Arrays.copyOf(bytes, from);
    byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
    int shift = middle.length - (to - from);
    Map<String, Member> moved = new HashMap<>();
    members.forEach(
        (other, member) -> moved.put(other, member.start() < to ? member : member.moved(shift)));
    moved.put(name, edited);
    return new SubmitBody(joined(joined(head, middle), tail), firstMember, false, moved);
  }

  private static Member stringAt(int name, int start, byte[] token, String value) {
    return new Member(
        name, start, start + token.length, JsonToken.VALUE_STRING, Optional.of(value));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  Optional<Member> member(String name) {
    if (!DECISIVE.contains(name)) {
      throw new IllegalArgumentException("not a decisive member: " + name);
    }
    return Optional.ofNullable(members.get(name));
  }

  @Override
  public String toString() {
    return "SubmitBody[%d bytes]".formatted(bytes.length);
  }
}
