package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the members of an envelope and of its {@code data} stand, so that a value can be copied, or
 * another put in its place, without being understood. Of a member given twice the last one counts,
 * as in {@link Envelope}.
 */
final class EnvelopeTokens {

  private static final String DATA = "data";

  private final byte[] bytes;
  private final Map<String, Member> top;
  private final Map<String, Member> data;

  /**
   * A member.
   *
   * @param name the offset of its name's first byte, which is a quotation mark
   * @param start the offset of the value's first byte
   * @param end the offset behind its last byte
   * @param token the value's first token
   */
  record Member(int name, int start, int end, JsonToken token) {}

  private EnvelopeTokens(byte[] bytes, Map<String, Member> top, Map<String, Member> data) {
    this.bytes = bytes;
    this.top = top;
    this.data = data;
  }

  /** Empty where the bytes are no envelope that can be read to its end, or not in UTF-8. */
  static Optional<EnvelopeTokens> of(byte[] bytes) {
    if (Envelope.read(bytes).isEmpty()) {
      return Optional.empty();
    }
    try (JsonParser parser = Json.parser(bytes)) {
      parser.nextToken();
      Map<String, Member> data = new HashMap<>();
      return Optional.of(new EnvelopeTokens(bytes, members(parser, Optional.of(data)), data));
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /**
   * The members of the object that has just begun.
   *
   * @param inData takes those of its last member {@code data}, where that is an object; empty where
   *     {@code data} is a member like any other
   */
  private static Map<String, Member> members(
      JsonParser parser, Optional<Map<String, Member>> inData) throws IOException {
    Map<String, Member> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int from = at(parser.currentTokenLocation());
      JsonToken token = parser.nextToken();
      int start = at(parser.currentTokenLocation());
      boolean isData = name.equals(DATA) && inData.isPresent();
      if (isData) {
        inData.get().clear();
      }
      if (isData && token == JsonToken.START_OBJECT) {
        inData.get().putAll(members(parser, Optional.empty()));
      } else {
        parser.skipChildren();
        parser.finishToken();
      }
      members.put(name, new Member(from, start, at(parser.currentLocation()), token));
    }
    return members;
  }

  private static int at(JsonLocation location) throws IOException {
    if (location.getByteOffset() < 0) {
      throw new IOException("not in UTF-8");
    }
    return (int) location.getByteOffset();
  }

  /** A member of the envelope. */
  Optional<Member> top(String name) {
    return Optional.ofNullable(top.get(name));
  }

  /** A member of {@code data}. */
  Optional<Member> data(String name) {
    return Optional.ofNullable(data.get(name));
  }

  /** The text that tells how it went, whichever of the two names it has; the last one of them. */
  Optional<Member> text() {
    Optional<Member> msg = top("msg");
    Optional<Member> message = top("message");
    return msg.isPresent() && message.isPresent() && msg.get().name() > message.get().name()
        ? msg
        : message.or(() -> msg);
  }

  /** The member's value as it is written. */
  byte[] raw(Member member) {
    return Arrays.copyOfRange(bytes, member.start(), member.end());
  }

  Edit edit() {
    return new Edit();
  }

  /** Other tokens in the place of some; every other byte stays. */
  final class Edit {

    private record Piece(int end, byte[] token) {}

    private final SortedMap<Integer, Piece> pieces = new TreeMap<>();

    Edit value(Member member, byte[] token) {
      pieces.put(member.start(), new Piece(member.end(), token));
      return this;
    }

    Edit name(Member member, String name) {
      int end = Json.behindText(bytes, member.name());
      pieces.put(member.name(), new Piece(end, Json.quoted(name)));
      return this;
    }

    /** The same array where nothing is to be changed. */
    byte[] done() {
      if (pieces.isEmpty()) {
        return bytes;
      }
      var edited = new ByteArrayOutputStream(bytes.length + 64);
      int copied = 0;
      for (Map.Entry<Integer, Piece> piece : pieces.entrySet()) {
        edited.write(bytes, copied, piece.getKey() - copied);
        edited.writeBytes(piece.getValue().token());
        copied = piece.getValue().end();
      }
      edited.write(bytes, copied, bytes.length - copied);
      return edited.toByteArray();
    }
  }
}
