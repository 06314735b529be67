package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A JSON value as configuration writes it, where nothing tells {@code 1} from {@code "1"}: a
 * number, {@code true}, {@code false} and {@code null} are what they look like, text in JSON's own
 * quotes is that text, and everything else is text as it stands.
 */
public final class JsonScalar {

  private static final Pattern LITERAL =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private JsonScalar() {}

  /** The value as a JSON token; empty where it begins with a quotation mark and is no JSON text. */
  public static Optional<String> token(String written) {
    if (LITERAL.matcher(written).matches()) {
      return Optional.of(written);
    }
    if (!written.startsWith("\"")) {
      return Optional.of(new String(Json.quoted(written), StandardCharsets.UTF_8));
    }
    return isText(written.getBytes(StandardCharsets.UTF_8))
        ? Optional.of(written)
        : Optional.empty();
  }

  private static boolean isText(byte[] bytes) {
    try (JsonParser parser = Json.parser(bytes)) {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        return false;
      }
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
