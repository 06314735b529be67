package dev.sluice.meters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** A gauge whose series come and go with what they are about. */
final class LiveGauge {

  /** Series at once; what comes beyond is not shown until others are gone. */
  static final int MOST = 20_000;

  private final MeterRegistry registry;
  private final String name;
  private final List<String> labels;
  private final Supplier<? extends Collection<List<String>>> present;
  private final ToDoubleFunction<List<String>> value;
  private final Map<List<String>, Gauge> shown = new HashMap<>();

  LiveGauge(
      MeterRegistry registry,
      String name,
      List<String> labels,
      Supplier<? extends Collection<List<String>>> present,
      ToDoubleFunction<List<String>> value) {
    this.registry = registry;
    this.name = name;
    this.labels = List.copyOf(labels);
    this.present = present;
    this.value = value;
  }

  /** Shows who has come, and drops who is gone. */
  synchronized void refresh() {
    Set<List<String>> now = new HashSet<>(present.get());
    shown
        .entrySet()
        .removeIf(
            series -> {
              boolean gone = !now.contains(series.getKey());
              if (gone) {
                registry.remove(series.getValue());
              }
              return gone;
            });
    for (List<String> values : now) {
      if (shown.size() < MOST) {
        shown.computeIfAbsent(values, this::show);
      }
    }
  }

  private Gauge show(List<String> values) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      tags.add(Tag.of(labels.get(i), values.get(i)));
    }
    return Gauge.builder(name, () -> value.applyAsDouble(values))
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
