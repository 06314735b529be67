package dev.sluice.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which upstreams serve which provider, and which providers a team may name. */
@ConfigMapping(prefix = "sluice")
public interface RoutingConfig {

  /**
   * By provider ({@code auto}, {@code value}, {@code official}): names of upstreams in order of
   * preference; the later ones are tried where an earlier one certainly started nothing. A provider
   * without a route goes to all upstreams in alphabetical order.
   */
  Map<String, Route> routes();

  /** By id. */
  Map<String, TeamValues> teams();

  /** One provider's route. A list in its place could not be seen where it is empty. */
  interface Route {

    /** Names of upstreams, at least one. */
    @WithParentName
    Optional<List<String>> upstreams();
  }

  /** One team's part. */
  interface TeamValues {

    /** The providers it may name. None: all. */
    Optional<List<String>> providers();

    /** The provider that is written into a submit that names none. By default none is. */
    Optional<String> defaultProvider();

    /** Its own routes, in place of the common ones of the same provider. */
    Map<String, Route> routes();
  }
}
