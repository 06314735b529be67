package dev.sluice.upstream;

import java.util.Collection;

/** All configured upstreams, the sandbox among them where it is on. */
public interface Upstreams {

  /**
   * @throws IllegalArgumentException for a name that is not configured
   */
  Upstream of(String name);

  Collection<Upstream> all();
}
