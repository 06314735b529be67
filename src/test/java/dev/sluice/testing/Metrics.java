package dev.sluice.testing;

import java.util.List;
import java.util.stream.IntStream;

/** All metrics at one moment ({@code GET /q/metrics}), in Prometheus' text. */
public record Metrics(List<String> lines) {

  public static Metrics of(String text) {
    return new Metrics(text.lines().toList());
  }

  /**
   * The sum of a metric over all its series that have these labels; 0 where there is none.
   *
   * @param labels name, value, name, value
   */
  public double sum(String metric, String... labels) {
    return lines.stream()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .filter(line -> matches(line, labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static boolean matches(String line, String... labels) {
    return IntStream.range(0, labels.length / 2)
        .allMatch(i -> line.contains(labels[2 * i] + "=\"" + labels[2 * i + 1] + "\""));
  }
}
