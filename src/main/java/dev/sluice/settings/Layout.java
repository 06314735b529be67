package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who exists: the names of all teams and upstreams, the embedded default included.
 *
 * <p>An upstream exists where any of its members is configured. With neither teams nor upstreams
 * there is one team, {@value #DEMO_TEAM}, on the sandbox. Teams without an upstream use the
 * sandbox. An upstream without teams stands alone: every key is refused.
 */
@Singleton
public final class Layout {

  /** The team of the embedded default. */
  public static final String DEMO_TEAM = "demo";

  /** The name of the built-in upstream, and of its budget. */
  public static final String SANDBOX = "sandbox";

  /** The name under which the built-in upstream speaks Kie: one address, one budget. */
  public static final String SANDBOX_KIE = "sandbox-kie";

  /** The language of an upstream that names none. */
  public static final String USUAL_DIALECT = "apixo";

  private static final Set<String> BUILT_IN = Set.of(SANDBOX, SANDBOX_KIE);

  private final Set<String> teams;
  private final Set<String> upstreams;
  private final boolean demo;
  private final Names names;

  /** What of the configuration decides who exists. */
  @ConfigMapping(prefix = "sluice")
  public interface Names {
    Map<String, TeamName> teams();

    SandboxSwitch sandbox();

    Map<String, UpstreamName> upstreams();

    /** An upstream, as far as others than its own room have to know it. */
    interface UpstreamName {
      Optional<String> dialect();
    }

    /** A team, as far as it decides whether the sandbox is needed. */
    interface TeamName {
      Optional<String> sandbox();
    }

    /** Whether the sandbox is on; by default it is where somebody needs it. */
    interface SandboxSwitch {
      Optional<String> enabled();
    }
  }

  public Layout(Names names, ConfiguredNames configured) {
    this.names = names;
    var real = new TreeSet<>(configured.upstreams());
    real.removeAll(BUILT_IN);
    this.demo = configured.teams().isEmpty() && real.isEmpty();
    this.teams = demo ? Set.of(DEMO_TEAM) : configured.teams();
    boolean needed =
        real.isEmpty() || names.teams().values().stream().anyMatch(team -> on(team.sandbox()));
    boolean sandbox =
        names.sandbox().enabled().isPresent() ? on(names.sandbox().enabled()) : needed;
    var all = new TreeSet<>(real);
    if (sandbox) {
      all.addAll(BUILT_IN);
    }
    this.upstreams = Collections.unmodifiableSet(all);
  }

  /** The ids of all teams. */
  public Set<String> teams() {
    return teams;
  }

  /**
   * The names of all upstreams in alphabetical order, {@value #SANDBOX} and {@value #SANDBOX_KIE}
   * among them where the sandbox is on.
   */
  public Set<String> upstreams() {
    return upstreams;
  }

  /** Whether nothing is configured, so that the gateway stands on its embedded default. */
  public boolean demo() {
    return demo;
  }

  /** Whether an upstream other than the built-in one is configured. */
  public boolean real() {
    return upstreams.stream().anyMatch(name -> !isSandbox(name));
  }

  /** Whether this upstream is the built-in one, by either of its names. */
  public boolean isSandbox(String upstream) {
    return BUILT_IN.contains(upstream);
  }

  /**
   * The vendor's language that an upstream speaks, as it is written; {@value #USUAL_DIALECT} where
   * it is not. Whether there is such a language is not judged here.
   */
  public String dialect(String upstream) {
    if (isSandbox(upstream)) {
      return upstream.equals(SANDBOX_KIE) ? "kie" : USUAL_DIALECT;
    }
    return Optional.ofNullable(names.upstreams().get(upstream))
        .flatMap(Names.UpstreamName::dialect)
        .map(String::trim)
        .orElse(USUAL_DIALECT);
  }

  /** The names of the built-in upstream, in alphabetical order; none where it is off. */
  public List<String> sandboxes() {
    return upstreams.stream().filter(this::isSandbox).toList();
  }

  private static boolean on(Optional<String> flag) {
    return flag.map(String::trim).filter("true"::equals).isPresent();
  }
}
