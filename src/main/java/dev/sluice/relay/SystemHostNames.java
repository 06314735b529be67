package dev.sluice.relay;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Names as this machine resolves them, on threads of their own: a lookup blocks its thread, for as
 * long as name servers are waited for. One name is looked up once at a time, and of one team at
 * most {@value #PER_TEAM}, so that dead names of one leave threads to others.
 */
final class SystemHostNames implements HostNames {

  /** How many names are looked up at once. */
  static final int MOST = 32;

  static final int PER_TEAM = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Function<Callable<List<IpAddress>>, Uni<List<IpAddress>>> workers;
  private final Map<String, Uni<List<IpAddress>>> asked = new ConcurrentHashMap<>();
  private final Map<String, Integer> perTeam = new ConcurrentHashMap<>();

  /**
   * @param workers runs what blocks on one of {@value #MOST} threads, beginning at once
   */
  SystemHostNames(Function<Callable<List<IpAddress>>, Uni<List<IpAddress>>> workers) {
    this.workers = workers;
  }

  @Override
  public Uni<List<IpAddress>> addresses(String team, String host) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Uni<List<IpAddress>> running = asked.get(host);
              return running == null ? begin(team, host) : running;
            })
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> new IOException("no answer about the name in time"));
  }

  private Uni<List<IpAddress>> begin(String team, String host) {
    if (perTeam.merge(team, 1, Integer::sum) > PER_TEAM || asked.size() >= MOST) {
      left(team);
      return Uni.createFrom().failure(new IOException("too many names are looked up"));
    }
    Uni<List<IpAddress>> lookup =
        workers
            .apply(() -> lookUp(host))
            .onTermination()
            .invoke(
                () -> {
                  asked.remove(host);
                  left(team);
                })
            .memoize()
            .indefinitely();
    asked.put(host, lookup);
    lookup.subscribe().with(found -> {}, failure -> {});
    return lookup;
  }

  private void left(String team) {
    perTeam.computeIfPresent(team, (name, count) -> count <= 1 ? null : count - 1);
  }

  private static List<IpAddress> lookUp(String host) throws UnknownHostException {
    List<IpAddress> found = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      IpAddress.parse(address.getHostAddress().replaceFirst("%.*", "")).ifPresent(found::add);
    }
    return found;
  }
}
