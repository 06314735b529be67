package dev.sluice.redis;

import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Ready once the store was reached and found to keep what it is given (law G6). A store that is
 * lost later is no reason to take the gateway out: polls are answered all the same, and every other
 * replica has lost it too.
 */
final class StoreHealth implements HealthCheck {

  private final StoreWatch watch;

  StoreHealth(StoreWatch watch) {
    this.watch = watch;
  }

  @Override
  public HealthCheckResponse call() {
    StoreState state = watch.state();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("store")
            .status(watch.fit())
            .withData("mode", watch.mode())
            .withData("state", state.kind().name().toLowerCase(Locale.ROOT));
    if (!state.why().isEmpty()) {
      response.withData("why", String.join("; ", state.why()));
    }
    watch.notice().ifPresent(notice -> response.withData("notice", notice));
    List<StoreReading> readings = watch.readings();
    if (!readings.isEmpty()) {
      response.withData("version", readings.get(0).version());
      response.withData(
          "memory",
          readings.stream().mapToLong(StoreReading::used).sum()
              + "/"
              + readings.stream().mapToLong(StoreReading::limit).sum());
    }
    return response.build();
  }
}
