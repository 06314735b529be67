package dev.sluice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** {@code GET /admin/usage} of a gateway, as an administrator reads it. */
public final class UsagePage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private final String key;

  public UsagePage(String key) {
    this.key = key;
  }

  /**
   * Reads it.
   *
   * @param headers as name, value, name, value
   */
  public HttpResponse<String> get(PackagedGateway gateway, String query, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.uri("/admin/usage") + query))
            .timeout(Duration.ofSeconds(40))
            .header("Authorization", "Bearer " + key);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A row. */
  public record Row(long success, long failed, long unknown, long tasks) {}

  /** Its rows by what they have in common, with a blank between. */
  public Map<String, Row> rows(PackagedGateway gateway, String query) {
    try {
      Map<String, Row> rows = new TreeMap<>();
      HttpResponse<String> answer = get(gateway, query);
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      for (JsonNode row : JSON.readTree(answer.body()).get("rows")) {
        StringBuilder name = new StringBuilder();
        for (String member : new String[] {"team", "model", "provider", "day"}) {
          if (!row.get(member).isNull()) {
            name.append(name.isEmpty() ? "" : " ").append(row.get(member).asText());
          }
        }
        ToLongFunction<String> figure = member -> row.get(member).longValue();
        rows.put(
            name.toString(),
            new Row(
                figure.applyAsLong("success"),
                figure.applyAsLong("failed"),
                figure.applyAsLong("unknown"),
                figure.applyAsLong("tasks")));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
