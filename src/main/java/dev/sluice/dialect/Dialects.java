package dev.sluice.dialect;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The languages that the gateway speaks, by their names in configuration. */
public final class Dialects {

  private static final Map<String, Dialect> BY_NAME =
      Map.of("apixo", new ApixoDialect(), "kie", new KieDialect());

  private Dialects() {}

  /** The dialect of this name, exactly as written; empty for any other. */
  public static Optional<Dialect> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The dialect of a name that was checked before.
   *
   * @throws IllegalArgumentException for any other
   */
  public static Dialect named(String name) {
    return of(name).orElseThrow(() -> new IllegalArgumentException("no dialect is called " + name));
  }

  /** All names, in alphabetical order. */
  public static Set<String> names() {
    return new TreeSet<>(BY_NAME.keySet());
  }
}
