package dev.sluice.logs;

import io.quarkiverse.loggingjson.JsonGenerator;
import io.quarkiverse.loggingjson.JsonProvider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * Writes a line's event and its keys as members of their own beside {@code message}: {@code
 * circuit-open upstream=a} becomes {@code "event":"circuit-open","keys":{"upstream":"a"}}.
 */
@Singleton
final class EventKeys implements JsonProvider {

  private static final Object[] NONE = {};

  @Override
  public void writeTo(JsonGenerator json, ExtLogRecord line) throws IOException {
    if (line.getFormatStyle() != FormatStyle.PRINTF || line.getMessage() == null) {
      return;
    }
    Object[] values = line.getParameters();
    EventLine event = EventLine.of(line.getMessage(), values == null ? NONE : values);
    if (event.keys().isEmpty()) {
      return;
    }
    json.writeStringField("event", event.event());
    json.writeObjectFieldStart("keys");
    for (Map.Entry<String, String> key : event.keys().entrySet()) {
      json.writeStringField(key.getKey(), key.getValue());
    }
    json.writeEndObject();
  }
}
