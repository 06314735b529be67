package dev.sluice.upstream;

import dev.sluice.meters.Meters;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The roads to all upstreams. Connections are made when the first request needs one. */
@Singleton
final class Roads implements Upstreams {

  private final Map<String, Road> byName = new TreeMap<>();

  Roads(
      UpstreamSettings settings,
      OwnServer own,
      Timers timers,
      Clock clock,
      Ticker ticker,
      Meters meters) {
    settings
        .all()
        .forEach(
            (name, setting) -> {
              var destination =
                  new Destination(setting.dialect(), () -> setting.url().orElseGet(own::sandbox));
              byName.put(
                  name,
                  new Road(
                      setting,
                      Wire.forSubmits(setting.limits(), destination, timers, clock),
                      Wire.forReads(setting.limits(), destination, timers, clock),
                      ticker,
                      meters));
            });
  }

  @Override
  public Road of(String name) {
    Road road = byName.get(name);
    if (road == null) {
      throw new IllegalArgumentException("no upstream is called " + name);
    }
    return road;
  }

  @Override
  public Collection<Upstream> all() {
    return List.copyOf(byName.values());
  }

  @PreDestroy
  void close() throws IOException {
    for (Road road : new ArrayList<>(byName.values())) {
      road.close();
    }
  }
}
