package dev.sluice.relay;

import dev.sluice.relay.OwnPlaces.Place;
import io.quarkus.runtime.LaunchMode;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Reads from the configuration, and from this machine, where the house's own servers are. */
final class HousePlaces {

  private static final int REDIS_PORT = 6379;

  private HousePlaces() {}

  static OwnPlaces of(Config config) {
    List<Place> others = new ArrayList<>();
    config
        .getOptionalValue("quarkus.redis.hosts", String.class)
        .ifPresent(hosts -> others.addAll(redis(hosts)));
    config
        .getOptionalValue("KUBERNETES_SERVICE_HOST", String.class)
        .ifPresent(host -> others.add(new Place(host, Optional.empty())));
    return new OwnPlaces(() -> ports(config), addresses(), others);
  }

  /** The servers of {@code quarkus.redis.hosts}; what cannot be read is none. */
  static List<Place> redis(String hosts) {
    List<Place> places = new ArrayList<>();
    for (String written : hosts.split(",")) {
      try {
        URI uri = URI.create(written.strip());
        if (uri.getHost() != null) {
          int port = uri.getPort() < 0 ? REDIS_PORT : uri.getPort();
          places.add(new Place(Target.plain(uri.getHost()), Optional.of(port)));
        }
      } catch (IllegalArgumentException unreadable) {
        continue;
      }
    }
    return places;
  }

  /** A port that is chosen at the start is in the configuration from then on. */
  private static Set<Integer> ports(Config config) {
    boolean test = LaunchMode.current() == LaunchMode.TEST;
    Set<Integer> ports = new HashSet<>();
    for (String member : List.of("port", "ssl-port", "test-port", "test-ssl-port")) {
      if (test || !member.startsWith("test")) {
        ports.add(config.getOptionalValue("quarkus.http." + member, Integer.class).orElse(0));
      }
    }
    return ports;
  }

  private static Set<IpAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
          .map(IpAddress::parse)
          .flatMap(Optional::stream)
          .collect(Collectors.toSet());
    } catch (SocketException unknown) {
      return Set.of();
    }
  }
}
