package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.Reading;
import dev.sluice.settings.RoomSettings;
import dev.sluice.settings.SandboxKey;
import dev.sluice.upstream.UpstreamSetting.Limits;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The roads to all upstreams that exist, the sandbox among them where it is on. */
@Singleton
final class UpstreamSettings implements RoomSettings {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final SharedKey NO_KEY = new SharedKey("none");

  private final Problems problems = new Problems();
  private final Reading reading = new Reading(problems);
  private final Layout layout;
  private final Map<String, UpstreamSetting> all = new TreeMap<>();

  UpstreamSettings(UpstreamConfig config, Layout layout, SandboxKey sandboxKey) {
    this.layout = layout;
    SharedKey sandbox = new SharedKey(sandboxKey.text());
    for (String name : layout.upstreams()) {
      Optional<UpstreamConfig.Entry> entry = Optional.ofNullable(config.upstreams().get(name));
      all.put(
          name,
          layout.isSandbox(name)
              ? setting(name, entry, Optional.empty(), sandbox)
              : elsewhere(name, entry));
    }
    for (String name : List.of(Layout.SANDBOX, Layout.SANDBOX_KIE)) {
      Optional.ofNullable(config.upstreams().get(name))
          .ifPresent(entry -> checkReserved(name, entry));
    }
    checkKeysSpentTwice(config);
  }

  /** By name. */
  Map<String, UpstreamSetting> all() {
    return Map.copyOf(all);
  }

  @Produces
  @Singleton
  static Live<UpstreamSettings> judged(UpstreamSettings first, Live<SandboxKey> key) {
    return Live.untilTheNextStart(
        first,
        edition ->
            new UpstreamSettings(
                edition.mapped(UpstreamConfig.class), edition.layout(), edition.part(key)));
  }

  @Override
  public Problems problems() {
    return problems;
  }

  private void checkReserved(String name, UpstreamConfig.Entry builtIn) {
    String at = "sluice.upstreams." + name;
    String reserved = "the name " + name + " is the built-in upstream's; choose another";
    builtIn.url().ifPresent(url -> problems.add(at + ".url", reserved));
    builtIn.key().ifPresent(key -> problems.add(at + ".key", reserved));
    String language = layout.dialect(name);
    builtIn
        .dialect()
        .filter(dialect -> !dialect.trim().equals(language))
        .ifPresent(
            dialect ->
                problems.add(
                    at + ".dialect",
                    dialect,
                    language
                        + "; by the name "
                        + (name.equals(Layout.SANDBOX) ? Layout.SANDBOX_KIE : Layout.SANDBOX)
                        + " the built-in upstream speaks the other language"));
  }

  /** Whose budget an upstream shares; its own where it names none. */
  private static String budget(UpstreamConfig config, String name) {
    return Optional.ofNullable(config.upstreams().get(name))
        .flatMap(UpstreamConfig.Entry::budget)
        .map(String::trim)
        .orElse(name);
  }

  private void checkKeysSpentTwice(UpstreamConfig config) {
    List<UpstreamSetting> before = new ArrayList<>();
    for (UpstreamSetting setting : all.values()) {
      before.stream()
          .filter(other -> other.spendsTheKeyOf(setting))
          .filter(other -> !budget(config, other.name()).equals(budget(config, setting.name())))
          .findFirst()
          .ifPresent(
              other ->
                  problems.add(
                      "sluice.upstreams." + setting.name(),
                      ("has the url and the key of %s: the limits of one key would be spent twice;"
                              + " let both name one budget")
                          .formatted("sluice.upstreams." + other.name())));
      before.add(setting);
    }
  }

  private UpstreamSetting elsewhere(String name, Optional<UpstreamConfig.Entry> entry) {
    String at = "sluice.upstreams." + name;
    return setting(
        name,
        entry,
        url(at + ".url", entry.flatMap(UpstreamConfig.Entry::url)),
        key(at + ".key", entry.flatMap(UpstreamConfig.Entry::key)));
  }

  private Dialect dialect(String name) {
    return reading.read(
        "sluice.upstreams." + name + ".dialect",
        Optional.of(layout.dialect(name)),
        "one of " + String.join(", ", Dialects.names()),
        Dialects.named(Layout.USUAL_DIALECT),
        Dialects::of);
  }

  private UpstreamSetting setting(
      String name, Optional<UpstreamConfig.Entry> entry, Optional<URI> url, SharedKey key) {
    String at = "sluice.upstreams." + name;
    if (!NAME.matcher(name).matches()) {
      problems.add(at, "allowed names have 1 to 64 letters, digits, dots, underscores and hyphens");
    }
    return new UpstreamSetting(
        name,
        dialect(name),
        url,
        key,
        userAgent(at + ".user-agent", entry.flatMap(UpstreamConfig.Entry::userAgent)),
        limits(at, entry));
  }

  private Limits limits(String at, Optional<UpstreamConfig.Entry> entry) {
    return new Limits(
        reading.duration(
            at + ".timeout",
            entry.flatMap(UpstreamConfig.Entry::timeout),
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30)),
        (int)
            reading.count(
                at + ".pool.submits", entry.flatMap(e -> e.pool().submits()), 1, 10_000, 1000),
        (int)
            reading.count(at + ".pool.reads", entry.flatMap(e -> e.pool().reads()), 1, 10_000, 64),
        Limits.IDLE);
  }

  private Optional<URI> url(String at, Optional<String> text) {
    if (text.isEmpty()) {
      problems.add(at, "is missing: allowed is " + UpstreamUrl.ALLOWED);
      return Optional.empty();
    }
    Optional<URI> url = UpstreamUrl.parse(text.get().trim());
    if (url.isEmpty() && text.get().contains("@")) {
      problems.add(at, "is not allowed (and may hold a secret): allowed is " + UpstreamUrl.ALLOWED);
    } else if (url.isEmpty()) {
      problems.add(at, text.get(), UpstreamUrl.ALLOWED);
    }
    return url;
  }

  private SharedKey key(String at, Optional<String> text) {
    if (text.filter(key -> !key.isBlank()).isEmpty()) {
      problems.add(at, "is missing: allowed is the upstream's key");
      return NO_KEY;
    }
    try {
      return new SharedKey(text.get().trim());
    } catch (IllegalArgumentException e) {
      problems.add(at, "is not shown: allowed is " + e.getMessage());
      return NO_KEY;
    }
  }

  private Optional<String> userAgent(String at, Optional<String> text) {
    return text.flatMap(
        written ->
            reading.read(
                at,
                text,
                "1 to %d printable ASCII characters".formatted(EndToEndHeaders.MAX_VALUE),
                Optional.<String>empty(),
                value -> EndToEndHeaders.writable(value).map(Optional::of)));
  }
}
