package dev.sluice.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Another host, as far as the network is concerned: a network namespace of this machine with a
 * cable to it. What is asked from there does not come over loopback.
 */
public final class NeighbourHost implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(NeighbourHost.class);
  private static final String HERE = "198.18.0.1";
  private static final String THERE = "198.18.0.2";
  private static final int SECONDS = 20;

  private final String name;

  private NeighbourHost(String name) {
    this.name = name;
  }

  /** Makes it, or skips the test where that is not allowed or there is no {@code ip}. */
  public static NeighbourHost start() {
    String name = "sluice-" + ProcessHandle.current().pid();
    String cable = "sl" + ProcessHandle.current().pid() % 1_000_000;
    try {
      run("ip", "netns", "add", name);
      run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
      run("ip", "addr", "add", HERE + "/30", "dev", cable);
      run("ip", "link", "set", cable, "up");
      run("ip", "-n", name, "addr", "add", THERE + "/30", "dev", "eth0");
      run("ip", "-n", name, "link", "set", "eth0", "up");
    } catch (IOException notAllowed) {
      new NeighbourHost(name).close();
      assumeTrue(false, "skipped: no network namespace can be made here: " + notAllowed);
    }
    return new NeighbourHost(name);
  }

  /** What a request from there to a port of this machine is answered with: the status. */
  public int ask(int port, String path, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of("ip", "netns", "exec", name, "curl", "-s", "-o", "/dev/null", "-m", "10"));
    command.addAll(List.of("-w", "%{http_code}"));
    command.addAll(List.of(options));
    command.add("http://%s:%d%s".formatted(HERE, port, path));
    try {
      return Integer.parseInt(run(command.toArray(String[]::new)).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said;
  }

  /** The cable goes with it. */
  @Override
  public void close() {
    try {
      run("ip", "netns", "delete", name);
    } catch (IOException neverMade) {
      LOG.debugf("there was nothing to take down: %s", neverMade);
    }
  }
}
