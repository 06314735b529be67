package dev.sluice.relay;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Finds the addresses of hosts. */
@FunctionalInterface
interface HostNames {

  /**
   * All addresses of this host, in the order in which they are to be tried.
   *
   * @param team on whose behalf; what is looked up at once is bounded for each
   * @return fails where there is none, or no answer in time, or too much is looked up already
   */
  Uni<List<IpAddress>> addresses(String team, String host);
}
