package dev.sluice.trail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry as one line of JSON, as the store keeps it: {@code
 * {"at":"…","who":"…","action":"…","subject":"…","before":{…},"after":{…}}}. A member that is not
 * known is passed over, so that an older replica reads what a newer one wrote.
 */
public final class EntryCodec {

  private static final JsonFactory JSON = new JsonFactory();

  private EntryCodec() {}

  /** The entry as it is kept. */
  public static String encoded(Entry entry) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("at", entry.at().toString());
      out.writeStringField("who", entry.who());
      out.writeStringField("action", entry.action());
      out.writeStringField("subject", entry.subject());
      write(out, "before", entry.before());
      write(out, "after", entry.after());
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("a string refused to be written", impossible);
    }
    return text.toString();
  }

  /**
   * The entry that was kept.
   *
   * @throws IllegalArgumentException where it is none; the message does not tell the text
   */
  public static Entry decoded(String text) {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Map<String, String>> maps = new LinkedHashMap<>();
    try (JsonParser in = JSON.createParser(text)) {
      require(in.nextToken() == JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String member = in.currentName();
        JsonToken value = in.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          texts.put(member, in.getText());
        } else if (member.equals("before") || member.equals("after")) {
          require(value == JsonToken.START_OBJECT);
          maps.put(member, map(in));
        } else {
          in.skipChildren();
        }
      }
      return new Entry(
          Instant.parse(texts.getOrDefault("at", "")),
          texts.getOrDefault("who", ""),
          texts.getOrDefault("action", ""),
          texts.getOrDefault("subject", ""),
          maps.getOrDefault("before", Map.of()),
          maps.getOrDefault("after", Map.of()));
    } catch (IOException | DateTimeException unreadable) {
      throw new IllegalArgumentException("an entry of the audit trail cannot be read");
    }
  }

  private static Map<String, String> map(JsonParser in) throws IOException {
    Map<String, String> read = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      require(in.nextToken() == JsonToken.VALUE_STRING);
      read.put(name, in.getText());
    }
    return read;
  }

  private static void write(JsonGenerator out, String name, Map<String, String> map)
      throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, String> each : map.entrySet()) {
      out.writeStringField(each.getKey(), each.getValue());
    }
    out.writeEndObject();
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("no entry");
    }
  }
}
