package dev.sluice.upstream;

import java.util.Collection;
import java.util.Optional;

/** All configured upstreams, the sandbox among them where it is on. */
public interface Upstreams {

  /**
   * @throws IllegalArgumentException for a name that is not configured
   */
  Upstream of(String name);

  Collection<Upstream> all();

  /** The upstream of this name; empty where none is configured. */
  default Optional<Upstream> find(String name) {
    return all().stream().filter(upstream -> upstream.name().equals(name)).findFirst();
  }
}
