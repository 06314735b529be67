package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A reader of server-sent events, as a dashboard reads them: by a plain request. */
public final class EventStream implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<Stream<String>> response;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  /** One event; what it has not is an empty text. */
  public record Event(String name, String id, String data) {}

  private EventStream(HttpResponse<Stream<String>> response) {
    this.response = response;
    Thread reader = new Thread(this::read, "events");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Begins to read.
   *
   * @param headers as name, value, name, value
   */
  public static EventStream open(PackagedGateway gateway, String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path)).headers(headers);
    try {
      return new EventStream(
          HTTP.sendAsync(request.build(), BodyHandlers.ofLines()).get(20, TimeUnit.SECONDS));
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    String name = "";
    String id = "";
    StringBuilder data = new StringBuilder();
    try (Stream<String> all = response.body()) {
      for (String line : (Iterable<String>) all::iterator) {
        lines.add(line);
        if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5));
        } else if (line.isEmpty() && data.length() > 0) {
          events.add(new Event(name, id, data.toString()));
          name = "";
          id = "";
          data.setLength(0);
        }
      }
    } catch (UncheckedIOException broken) {
      lines.add("broken: " + broken);
    } finally {
      ended = true;
    }
  }

  public int status() {
    return response.statusCode();
  }

  /** The first value of a header; empty text where there is none. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Everything that was read, line by line. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The events of this name that were read. */
  public List<Event> events(String name) {
    return events.stream().filter(event -> event.name().equals(name)).toList();
  }

  /** Waits for an event of this name of which this is true. */
  public Event await(String name, Duration most, Predicate<Event> wanted) {
    return Awaitility.await(name + " within " + most)
        .atMost(most)
        .until(
            () -> events(name).stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  /** Whether the other side has ended it. */
  public boolean ended() {
    return ended;
  }

  @Override
  public void close() {
    response.body().close();
  }

  /** The status and the body of a request that is no stream. */
  public static String answer(PackagedGateway gateway, String path, String... headers) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      HttpResponse<String> heard =
          HTTP.sendAsync(request.build(), BodyHandlers.ofString()).get(20, TimeUnit.SECONDS);
      return heard.statusCode() + " " + heard.body();
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      throw new UncheckedIOException(new IOException(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
