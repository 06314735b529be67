package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who exists: the names of all teams and upstreams, the embedded default included.
 *
 * <p>With neither teams nor upstreams there is one team, {@value #DEMO_TEAM}, on the sandbox. Teams
 * without an upstream use the sandbox. An upstream without teams stands alone: every key is
 * refused.
 */
@Singleton
public final class Layout {

  /** The team of the embedded default. */
  public static final String DEMO_TEAM = "demo";

  /** The name of the built-in upstream. */
  public static final String SANDBOX = "sandbox";

  private final Set<String> teams;
  private final Set<String> upstreams;
  private final boolean demo;

  /** What of the configuration decides who exists. */
  @ConfigMapping(prefix = "sluice")
  public interface Names {
    Map<String, TeamName> teams();

    Map<String, UpstreamName> upstreams();

    SandboxSwitch sandbox();

    /** A team, as far as it decides whether the sandbox is needed. */
    interface TeamName {
      Optional<String> sandbox();
    }

    /** An upstream, as far as its existence goes. */
    interface UpstreamName {
      Optional<String> url();
    }

    /** Whether the sandbox is on; by default it is where somebody needs it. */
    interface SandboxSwitch {
      @WithName("enabled")
      Optional<String> enabled();
    }
  }

  public Layout(Names names, ConfiguredTeams configured) {
    this.demo = configured.names().isEmpty() && names.upstreams().isEmpty();
    this.teams = demo ? Set.of(DEMO_TEAM) : Set.copyOf(configured.names());
    boolean needed =
        names.upstreams().isEmpty()
            || names.teams().values().stream()
                .anyMatch(t -> t.sandbox().filter("true"::equals).isPresent());
    var all = new TreeSet<>(names.upstreams().keySet());
    if (names.sandbox().enabled().map("true"::equals).orElse(needed)) {
      all.add(SANDBOX);
    }
    this.upstreams = Set.copyOf(all);
  }

  /** The ids of all teams. */
  public Set<String> teams() {
    return teams;
  }

  /** The names of all upstreams, {@value #SANDBOX} among them where it is on. */
  public Set<String> upstreams() {
    return upstreams;
  }

  /** Whether nothing is configured, so that the gateway stands on its embedded default. */
  public boolean demo() {
    return demo;
  }

  /** The upstreams that are configured, and not built in. */
  public boolean isSandbox(String upstream) {
    return SANDBOX.equals(upstream);
  }
}
