package dev.sluice.relay;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where the gateway itself, its Redis and the cluster's API server are, as far as it is known from
 * configuration: never called, whoever allows what. Further servers that Sentinel or a Cluster tell
 * of are not known here.
 */
final class OwnPlaces {

  private final Supplier<Set<Integer>> ownPorts;
  private final Set<IpAddress> ownAddresses;
  private final List<Place> others;

  /**
   * A server of the house.
   *
   * @param port empty for all
   */
  record Place(String host, Optional<Integer> port) {}

  /**
   * @param ownPorts where the gateway listens, once it does
   * @param ownAddresses those of this machine
   * @param others Redis and the API server
   */
  OwnPlaces(Supplier<Set<Integer>> ownPorts, Set<IpAddress> ownAddresses, List<Place> others) {
    this.ownPorts = ownPorts;
    this.ownAddresses = Set.copyOf(ownAddresses);
    this.others = List.copyOf(others);
  }

  /**
   * Those of these addresses at which, on this port, none of the house's own servers is. None where
   * a server's name cannot be looked up now: any of them may be that server's.
   */
  Uni<List<IpAddress>> without(List<IpAddress> addresses, int port, HostNames names) {
    List<IpAddress> strange = addresses.stream().filter(it -> !isOwn(it, port)).toList();
    Uni<List<IpAddress>> left = Uni.createFrom().item(strange);
    for (Place place : others) {
      if (place.port().isEmpty() || place.port().get() == port) {
        left =
            left.chain(
                kept ->
                    kept.isEmpty()
                        ? Uni.createFrom().item(kept)
                        : addresses(place, names)
                            .map(taken -> kept.stream().filter(it -> !in(taken, it)).toList())
                            .onFailure()
                            .recoverWithItem(List.<IpAddress>of()));
      }
    }
    return left;
  }

  private boolean isOwn(IpAddress address, int port) {
    IpAddress plain = address.embedded().orElse(address);
    return ownPorts.get().contains(port)
        && (plain.reach() == Reach.LOOPBACK || ownAddresses.contains(plain));
  }

  private static boolean in(List<IpAddress> taken, IpAddress address) {
    return taken.contains(address) || address.embedded().filter(taken::contains).isPresent();
  }

  private static Uni<List<IpAddress>> addresses(Place place, HostNames names) {
    return IpAddress.parse(place.host())
        .map(address -> Uni.createFrom().item(List.of(address)))
        .orElseGet(() -> names.addresses("", place.host()));
  }
}
