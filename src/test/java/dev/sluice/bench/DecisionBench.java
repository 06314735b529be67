package dev.sluice.bench;

import dev.sluice.testing.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jboss.logging.Logger;

/**
 * Decisions a second of the ledger in Redis, beside Bucket4j's compare and swap on the same server
 * in the same run, alternating and repeated. Prints a table and, for programs, a line of JSON for
 * each of its rows.
 *
 * <p>Arguments: rounds, seconds measured each and, for one case alone, such as {@code 4x64}.
 */
final class DecisionBench {

  private static final Logger LOG = Logger.getLogger(DecisionBench.class);

  /** What this program is for goes to standard output, and nothing else does. */
  private static final PrintStream RESULT = System.out;

  private static final List<String> DECIDERS = List.of("sluice", "bucket4j", "bucket4j-batching");
  private static final int[][] CASES = {
    {1, 1}, {1, 16}, {1, 256}, {4, 1}, {4, 16}, {4, 64}, {4, 256}
  };

  private final int[][] cases;
  private final int rounds;
  private final int seconds;
  private final TreeMap<String, List<Row>> rows = new TreeMap<>();

  /** What one run came to. */
  private record Row(
      double perSecond, double p50, double p99, double share, double redis, long failed) {}

  private DecisionBench(int rounds, int seconds, int[][] cases) {
    this.cases = cases;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    try {
      new DecisionBench(
              Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), cases(arguments))
          .run();
      System.exit(0);
    } catch (Exception failed) {
      LOG.error("not measured", failed);
      System.exit(1);
    }
  }

  private static int[][] cases(String[] arguments) {
    if (arguments.length < 3) {
      return CASES;
    }
    return new int[][] {
      Arrays.stream(arguments[2].split("x")).mapToInt(Integer::parseInt).toArray()
    };
  }

  private void run() throws Exception {
    for (int round = 0; round < rounds; round++) {
      for (int[] each : cases) {
        for (String decider : DECIDERS) {
          try (RedisServer redis = RedisServer.start()) {
            Row row = measure(redis, decider, each[0], each[1]);
            rows.computeIfAbsent(key(each, decider), any -> new ArrayList<>()).add(row);
            LOG.infof("round %d, %d x %d, %s: %s", round, each[0], each[1], decider, row);
          }
        }
      }
    }
    print();
  }

  private static String key(int[] each, String decider) {
    return "%d %3d %d".formatted(each[0], each[1], DECIDERS.indexOf(decider));
  }

  private Row measure(RedisServer redis, String decider, int processes, int callers)
      throws Exception {
    List<Process> workers = new ArrayList<>();
    try {
      for (int i = 0; i < processes; i++) {
        workers.add(start(decider, redis.hosts(), callers));
      }
      List<BufferedReader> said = new ArrayList<>();
      for (Process worker : workers) {
        var lines = new BufferedReader(new InputStreamReader(worker.getInputStream()));
        said.add(lines);
        expect("ready", lines);
      }
      double before = cpu(redis);
      long since = System.nanoTime();
      for (Process worker : workers) {
        worker.outputWriter().write("go\n");
        worker.outputWriter().flush();
      }
      List<String[]> results = new ArrayList<>();
      for (BufferedReader lines : said) {
        results.add(lines.readLine().split(" "));
      }
      double redisShare = (cpu(redis) - before) / ((System.nanoTime() - since) / 1e9);
      return row(results, redisShare);
    } finally {
      workers.forEach(Process::destroyForcibly);
    }
  }

  private Row row(List<String[]> results, double redisShare) throws Exception {
    var all = new Histogram(3);
    for (String[] result : results) {
      all.add(
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(result[3])), 0));
    }
    double[] decisions = results.stream().mapToDouble(r -> Double.parseDouble(r[0])).toArray();
    return new Row(
        Arrays.stream(decisions).sum() / seconds,
        all.getValueAtPercentile(50) / 1000.0,
        all.getValueAtPercentile(99) / 1000.0,
        Arrays.stream(decisions).max().orElse(0) / Arrays.stream(decisions).min().orElse(0),
        redisShare,
        results.stream().mapToLong(r -> Long.parseLong(r[2]) + refused(r)).sum());
  }

  private static long refused(String[] result) {
    return Long.parseLong(result[0]) - Long.parseLong(result[1]) > 100 ? 1 : 0;
  }

  private Process start(String decider, String redis, int callers) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DecisionWorker.class.getName(),
            decider,
            redis,
            "" + callers,
            "" + seconds)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void expect(String word, BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); !word.equals(line); line = lines.readLine()) {
      if (line == null) {
        throw new IllegalStateException("a worker ended before it was " + word);
      }
    }
  }

  private static double cpu(RedisServer redis) {
    return Double.parseDouble(redis.info("cpu", "used_cpu_user"))
        + Double.parseDouble(redis.info("cpu", "used_cpu_sys"));
  }

  /** The table is what this program is for, on standard output; all else goes to the log. */
  private void print() {
    RESULT.println(
        "| processes x callers | decider           | decisions/s | p50 ms  | p99 ms  "
            + "| largest/smallest share | Redis' core | failed |");
    RESULT.println("|---|---|---|---|---|---|---|---|");
    List<String> json = new ArrayList<>();
    rows.forEach(
        (key, all) -> {
          String[] part = key.trim().split("\\s+");
          String decider = DECIDERS.get(Integer.parseInt(part[2]));
          Row row = middle(all);
          RESULT.printf(
              Locale.ROOT,
              "| %-19s | %-17s | %11.0f | %7.2f | %7.2f | %22.2f | %9.0f %% | %6d |%n",
              part[0] + " x " + part[1],
              decider,
              row.perSecond,
              row.p50,
              row.p99,
              row.share,
              100 * row.redis,
              row.failed);
          json.add(
              String.format(
                  Locale.ROOT,
                  "{\"processes\":%s,\"callers\":%s,\"decider\":\"%s\",\"perSecond\":%.0f,"
                      + "\"p50ms\":%.3f,\"p99ms\":%.3f,\"share\":%.3f,\"redisCore\":%.3f,"
                      + "\"failed\":%d}",
                  part[0],
                  part[1],
                  decider,
                  row.perSecond,
                  row.p50,
                  row.p99,
                  row.share,
                  row.redis,
                  row.failed));
        });
    RESULT.println();
    json.forEach(RESULT::println);
  }

  /** The run in the middle, by throughput. */
  private static Row middle(List<Row> all) {
    List<Row> sorted = new ArrayList<>(all);
    sorted.sort(java.util.Comparator.comparingDouble(Row::perSecond));
    return sorted.get(sorted.size() / 2);
  }
}
