import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the gateway in the folder it is in, uses it against its own sandbox and stops it, while
 * the JVM records what it loads; then writes the options with which a start finds that record. Runs
 * when the image is built ({@code Dockerfile.jvm}), by the JVM of the image.
 *
 * <p>JDK 25 and later write an AOT cache, earlier ones an archive of classes (AppCDS), which is
 * left out where the JVM has none of its own to build upon.
 *
 * <p>A program of the build, of one file and without libraries: what it prints stands in the log of
 * the build, and whoever builds is its only reader.
 */
final class Rehearsal {

  private static final String KEY = "Bearer demo-key";
  private static final int POLLS = 300;
  private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
  private static final Pattern TASK = Pattern.compile("\"taskId\":\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String origin;

  private Rehearsal(String origin) {
    this.origin = origin;
  }

  /**
   * @param arguments the folder for {@code options} and what they name
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Path cache = folder.resolve("cache");
    boolean aot = Runtime.version().feature() >= 25;
    Path log = Files.createTempFile("rehearsal", ".log");
    Process gateway =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=0",
                "-Dsluice.sandbox.duration=100ms..200ms",
                "-jar",
                "quarkus-run.jar")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      new Rehearsal(origin(gateway, log)).play();
      gateway.destroy();
      if (!gateway.waitFor(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("it does not end");
      }
    } catch (Exception e) {
      gateway.destroyForcibly();
      System.err.println(Files.readString(log));
      throw e;
    }
    boolean written = Files.exists(cache);
    String option = (aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache;
    Files.write(folder.resolve("options"), written ? List.of(option) : List.of());
    System.out.println(
        written
            ? option + ": " + Files.size(cache) + " bytes"
            : "this JVM wrote no cache: starts will do without\n" + Files.readString(log));
  }

  /** A file tells nobody when another process writes to it: it is looked at, 2 min at most. */
  private static String origin(Process gateway, Path log) throws Exception {
    for (int i = 0; i < 1200 && gateway.isAlive(); i++) {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (listening.find()) {
        return listening.group(1);
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("it does not start");
  }

  /** What gateways do all day: submits, polls, refusals, what probes and Prometheus ask for. */
  private void play() throws Exception {
    String submit = "/api/v1/generateTask/nano-banana";
    String body = "{\"input\":{\"mode\":\"text-to-image\",\"prompt\":\"a castle\"}}";
    Matcher task = TASK.matcher(expect(200, post(submit, body)));
    if (!task.find()) {
      throw new IllegalStateException("no task id");
    }
    for (int i = 0; i < POLLS; i++) {
      expect(200, get("/api/v1/statusTask/nano-banana?taskId=" + task.group(1)));
    }
    expect(200, post(submit, body));
    expect(400, post(submit, "{"));
    expect(401, get("/me").setHeader("Authorization", "Bearer nobody"));
    for (String path : List.of("/me", "/q/health", "/q/health/ready", "/q/metrics")) {
      expect(200, get(path));
    }
  }

  private String expect(int status, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    var answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          answer.request() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", KEY);
  }

  private HttpRequest.Builder post(String path, String body) {
    return get(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }
}
