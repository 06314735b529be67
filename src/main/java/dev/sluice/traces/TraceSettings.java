package dev.sluice.traces;

import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * OpenTelemetry's own keys ({@code OTEL_EXPORTER_OTLP_ENDPOINT}, or {@code
 * otel.exporter.otlp.endpoint} in the file), of which an endpoint switches traces on. The SDK reads
 * them itself; this is what it is told besides, and what this gateway cannot do.
 */
@Singleton
final class TraceSettings implements RoomSettings {

  private static final String PREFIX = "otel.";
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";
  private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
  private static final String DISABLED = "otel.sdk.disabled";
  private static final String SERVICE = "otel.service.name";
  private static final String SPOKEN = "http/protobuf";

  private final Problems problems = new Problems();
  private final Config config;

  TraceSettings(Config config) {
    this.config = config;
    for (String key : new String[] {PROTOCOL, TRACES_PROTOCOL}) {
      value(key)
          .filter(protocol -> !protocol.equals(SPOKEN))
          .ifPresent(protocol -> problems.add(key, protocol, SPOKEN));
    }
    for (String key : new String[] {ENDPOINT, TRACES_ENDPOINT}) {
      value(key)
          .filter(endpoint -> !endpoint.matches("https?://[^/\\s@?#]+(/[^\\s@?#]*)?"))
          .ifPresent(
              endpoint -> problems.add(key, "must be an http or https URL without user and query"));
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }

  /** Whether an endpoint is configured, and nothing says no. */
  boolean on() {
    return (value(ENDPOINT).isPresent() || value(TRACES_ENDPOINT).isPresent())
        && value(DISABLED).filter("true"::equalsIgnoreCase).isEmpty();
  }

  /** The service's name in traces. */
  String service() {
    return value(SERVICE).orElse("sluice");
  }

  /** What holds where neither a system property nor the environment says otherwise. */
  Map<String, String> properties() {
    Map<String, String> all = new HashMap<>();
    all.put(PROTOCOL, SPOKEN);
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith(PREFIX))
        .forEach(name -> value(name).ifPresent(value -> all.put(name, value)));
    all.put(SERVICE, service());
    // Metrics are scraped and logs are collected; only traces are sent.
    all.put("otel.metrics.exporter", "none");
    all.put("otel.logs.exporter", "none");
    return all;
  }

  private Optional<String> value(String key) {
    return config.getOptionalValue(key, String.class).map(String::trim);
  }
}
