package dev.sluice.kubernetes;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the Prometheus operator, as far as we use them: no model of them comes with
 * Kubernetes. What is not here is refused, right or wrong.
 */
final class Monitoring {

  private Monitoring() {}

  record Rules(String apiVersion, String kind, Named metadata, Groups spec) {}

  record Groups(List<Group> groups) {}

  record Group(String name, List<Rule> rules, @Nullable String interval) {}

  record Rule(
      String alert,
      String expr,
      @SerializedName("for") @Nullable String lasting,
      Map<String, String> labels,
      Map<String, String> annotations) {}

  record Scraped(String apiVersion, String kind, Named metadata, Scrape spec) {}

  record Scrape(Selector selector, List<Endpoint> endpoints) {}

  record Selector(Map<String, String> matchLabels) {}

  record Endpoint(String port, String path, @Nullable String interval) {}

  record Named(
      String name,
      @Nullable String namespace,
      @Nullable Map<String, String> labels,
      @Nullable Map<String, String> annotations) {}
}
