package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The tokenizer, set so that whoever hands in the bytes bounds their size and nothing else does:
 * strings, names and numbers may be as long as the body.
 *
 * <p>Names must stay canonicalised: without it the tokenizer reads through a decoder and loses byte
 * offsets.
 */
final class Json {

  /** The deepest nesting a submit may have; the top-level object is level 1. */
  static final int MAX_DEPTH = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private Json() {}

  static JsonParser parser(byte[] bytes) throws IOException {
    return FACTORY.createParser(bytes);
  }

  /** Writes ASCII only: everything else is escaped, lone surrogates included. */
  static byte[] written(Writing writing) {
    var out = new ByteArrayOutputStream(128);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      writing.to(generator);
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written", e);
    }
    return out.toByteArray();
  }

  /** The string as a JSON token, quotes included. */
  static byte[] quoted(String value) {
    return written(generator -> generator.writeString(value));
  }

  /** The offset behind the string token that begins here. */
  static int behindText(byte[] bytes, int start) {
    int at = start + 1;
    while (bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /** What is to be written. */
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator generator) throws IOException;
  }
}
