package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.dialect.SubmitBody.Member;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One walk over a submit's tokens. Nesting is counted, not recursed, so that hostile input costs
 * time in proportion to its length and nothing else.
 */
final class SubmitScan {

  private static final String BODY = "body";

  private final byte[] bytes;
  private final JsonParser parser;
  private final Map<String, Member> members = new HashMap<>();

  private SubmitScan(byte[] bytes, JsonParser parser) {
    this.bytes = bytes;
    this.parser = parser;
  }

  static SubmitReading of(byte[] bytes) {
    Optional<String> objection = StrictUtf8.objection(bytes);
    if (objection.isPresent()) {
      return Malformed.of(BODY, objection.get());
    }
    try (JsonParser parser = Json.parser(bytes)) {
      return new SubmitScan(bytes, parser).walk();
    } catch (IOException | IllegalStateException e) {
      return Malformed.of(BODY, "is not valid JSON");
    }
  }

  private SubmitReading walk() throws IOException {
    JsonToken top = parser.nextToken();
    if (top == null) {
      return Malformed.of(BODY, "is empty; a JSON object is required");
    }
    if (top != JsonToken.START_OBJECT) {
      return Malformed.of(BODY, "must be a JSON object");
    }
    int firstMember = (int) parser.currentTokenLocation().getByteOffset() + 1;
    boolean empty = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      empty = false;
      String name = parser.currentName();
      int at = (int) parser.currentTokenLocation().getByteOffset();
      parser.nextToken();
      if (members.containsKey(name)) {
        return Malformed.of(name, "must be given only once");
      }
      if (SubmitBody.DECISIVE.contains(name)) {
        members.put(name, member(at));
      } else {
        skipValue();
      }
      if (depth() > Json.MAX_DEPTH) {
        return Malformed.of(BODY, "must not be nested deeper than " + Json.MAX_DEPTH + " levels");
      }
    }
    return parser.nextToken() == null
        ? new SubmitBody(bytes, firstMember, empty, members)
        : Malformed.of(BODY, "must end with the object, but something follows it");
  }

  private Member member(int name) throws IOException {
    JsonToken token = parser.currentToken();
    int start = (int) parser.currentTokenLocation().getByteOffset();
    Optional<String> text =
        token == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
    skipValue();
    return new Member(name, start, (int) parser.currentLocation().getByteOffset(), token, text);
  }

  /** Goes to the value's last token, or stops where it is nested too deep. */
  private void skipValue() throws IOException {
    int outside = depth() - (parser.currentToken().isStructStart() ? 1 : 0);
    while (depth() > outside && depth() <= Json.MAX_DEPTH) {
      parser.nextToken();
    }
  }

  /** Levels open at the current token; an end token counts as outside of what it closes. */
  private int depth() {
    return parser.getParsingContext().getNestingDepth();
  }
}
