package dev.sluice.traces;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Puts the room together: with a tracer where an endpoint is configured. */
@Singleton
final class TraceRoom {

  private static final Logger LOG = Logger.getLogger(TraceRoom.class);

  /** How long a stop waits for the last spans to be taken. */
  private static final long LAST_SPANS_SECONDS = 2;

  /** Whatever the environment says: nothing but traces is sent from here. */
  private static final Map<String, String> TRACES_ALONE =
      Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

  private Optional<OpenTelemetrySdk> sdk = Optional.empty();

  @Produces
  @Singleton
  Traces traces(TraceSettings settings) {
    if (!settings.on() || !settings.problems().lines().isEmpty()) {
      return Traces.off();
    }
    OpenTelemetrySdk made =
        AutoConfiguredOpenTelemetrySdk.builder()
            .setServiceClassLoader(TraceRoom.class.getClassLoader())
            .addPropertiesSupplier(settings::properties)
            .addPropertiesCustomizer(config -> TRACES_ALONE)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    sdk = Optional.of(made);
    LOG.infof("traces: service=%s", settings.service());
    return Traces.by(made.getTracer("dev.sluice"));
  }

  void stop(@Observes ShutdownEvent stopping) {
    sdk.ifPresent(
        open -> open.getSdkTracerProvider().shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS));
  }
}
