package dev.sluice.settings;

import dev.sluice.settings.StartCheck.Findings;
import io.quarkus.arc.All;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Brings the whole configuration from one edition to the next while the gateway runs: all of it, or
 * nothing. An edition is made of what the files say and of what was amended beside them; where both
 * speak of a team, the file alone counts.
 *
 * <p>Changes are read and checked one after the other on a thread of their own.
 */
@Singleton
public final class Editions {

  private static final Logger LOG = Logger.getLogger("dev.sluice.configuration");

  private static final String TEAMS = "sluice.teams.";

  /** Segments of what only says that a team exists. */
  private static final int NAMED = 3;

  private final List<Live<?>> rooms;
  private final StartCheck check;
  private final Layout start;
  private final WorkerExecutor worker;
  private final Written first;
  private Written files;
  private long amendedBy;
  private Map<String, String> amendments = Map.of();
  private Optional<Written> waiting = Optional.empty();
  private volatile Optional<String> refused = Optional.empty();
  private volatile boolean complete;

  Editions(
      @All List<Live<?>> rooms,
      KnownMembers known,
      Layout start,
      Config config,
      StoreChoice store,
      Vertx vertx) {
    this.rooms = rooms.stream().sorted(Comparator.comparing(Live::isLast)).toList();
    this.check = new StartCheck(known);
    this.start = start;
    this.worker = vertx.createSharedWorkerExecutor("sluice-configuration", 1);
    this.complete = store.kind() == StoreKind.MEMORY;
    this.first = Written.of(config.unwrap(SmallRyeConfig.class));
    this.files = first;
  }

  /** What the files say that do not count, because they are wrong; empty while they count. */
  public Optional<String> refused() {
    return refused;
  }

  /**
   * Whether what was amended counts, or has been found to be nothing; before that there may be
   * teams that are not known here.
   */
  public boolean complete() {
    return complete;
  }

  /**
   * Says what would be wrong with these amendments, and changes nothing.
   *
   * @param proposed gives members by their full names, with secrets; not asked on an event loop
   * @return a line for each problem, without secrets; empty where they may count
   */
  public Uni<Optional<String>> judge(Supplier<Map<String, String>> proposed) {
    return later(() -> tryRead(files, proposed.get()).refusal());
  }

  /**
   * Lets these amendments count, in the place of those before; changes nothing where newer ones do.
   *
   * @param version one more with each change
   * @param proposed as in {@link #judge}
   * @return why they do not, as {@link #judge} says it; then those before still count
   */
  public Uni<Optional<String>> amend(long version, Supplier<Map<String, String>> proposed) {
    return later(
        () -> {
          if (version < amendedBy) {
            return Optional.empty();
          }
          amendedBy = version;
          Map<String, String> amended = proposed.get();
          if (amended.equals(amendments)) {
            complete = true;
            return Optional.empty();
          }
          Attempt attempt = tryRead(files, amended);
          attempt
              .reading()
              .ifPresent(
                  reading -> {
                    amendments = Map.copyOf(amended);
                    reading.apply();
                    complete = true;
                    takeUpFiles();
                  });
          return attempt.refusal();
        });
  }

  /** The teams that the files declare. */
  public Uni<Set<String>> declared() {
    return later(() -> layout(files).teams());
  }

  /** The same, and what is written of each. */
  public Uni<Map<String, DeclaredTeam>> declaredTeams() {
    return later(() -> DeclaredTeam.of(layout(files).teams(), files.values()));
  }

  /**
   * Lets what the files say now count.
   *
   * @param again reads them
   * @return why it does not count, without secrets; then what counted before still does
   */
  Uni<Optional<String>> reread(Callable<Written> again) {
    return later(
        () -> {
          refused = tryFiles(again);
          return refused;
        });
  }

  /** What the files say may fit what is amended now, as it did not before. */
  private void takeUpFiles() {
    waiting.ifPresent(next -> refused = tryFiles(next));
  }

  private Optional<String> tryFiles(Callable<Written> again) throws Exception {
    waiting = Optional.empty();
    Written next;
    try {
      next = again.call().beside(first);
    } catch (ConfigurationFiles.TooLarge tooLarge) {
      return Optional.of(String.valueOf(tooLarge.getMessage()));
    } catch (RuntimeException unreadable) {
      return Optional.of("a file cannot be read: " + Unreadable.place(unreadable));
    }
    if (next.inFiles().isEmpty() && !files.inFiles().isEmpty()) {
      return Optional.of("the files say nothing about sluice any more");
    }
    return next.values().equals(files.values()) && refused.isEmpty()
        ? Optional.empty()
        : tryFiles(next);
  }

  private Optional<String> tryFiles(Written next) {
    Attempt attempt = tryRead(next, amendments);
    if (attempt.reading().isEmpty()) {
      waiting = Optional.of(next);
      return attempt.refusal();
    }
    waiting = Optional.empty();
    Reading read = attempt.reading().get();
    Set<String> cold = HotMembers.cold(first.values(), next.values());
    files = next;
    read.apply();
    LOG.infof(
        "configuration-changed teams=%d%s",
        read.edition.layout().teams().size(),
        cold.isEmpty() ? "" : " fromTheNextStartOn=" + String.join(",", cold));
    read.findings.warnings().forEach(LOG::warn);
    return Optional.empty();
  }

  /** An edition, and what was found out about it. */
  private record Reading(Edition edition, Findings findings, List<Live<?>> rooms) {

    Optional<String> refusal() {
      return findings.refusal();
    }

    void apply() {
      rooms.forEach(edition::count);
    }
  }

  /** An edition that may count, or why there is none. */
  private record Attempt(Optional<Reading> reading, Optional<String> refusal) {}

  private Attempt tryRead(Written written, Map<String, String> amended) {
    try {
      Reading read = read(written, amended);
      return read.refusal().isPresent()
          ? new Attempt(Optional.empty(), read.refusal())
          : new Attempt(Optional.of(read), Optional.empty());
    } catch (RuntimeException unreadable) {
      LOG.debug("the configuration cannot be read", unreadable);
      return new Attempt(
          Optional.empty(),
          Optional.of("a member cannot be read: " + Unreadable.place(unreadable)));
    }
  }

  private Reading read(Written written, Map<String, String> amended) {
    Map<String, String> fitting = fitting(written, amended);
    Edition edition = new Edition(written.with(fitting));
    List<RoomSettings> parts = new ArrayList<>();
    parts.add(new SameUpstreams(start, edition.layout()));
    rooms.forEach(room -> parts.add(edition.part(room)));
    Set<String> names = new TreeSet<>(written.names());
    fitting.keySet().stream()
        .filter(member -> MemberName.segments(member).size() > NAMED)
        .forEach(names::add);
    Predicate<String> expanded = name -> !written.unset().contains(name);
    return new Reading(edition, check.look(names, expanded, parts), rooms);
  }

  /** Without teams that the files declare, and without upstreams that are not there. */
  private Map<String, String> fitting(Written written, Map<String, String> amended) {
    Layout declared = layout(written);
    Map<String, String> fitting = new HashMap<>();
    amended.forEach(
        (member, value) -> {
          List<String> segments = MemberName.segments(member);
          boolean fits =
              member.startsWith(TEAMS)
                  ? declared.demo() || !declared.teams().contains(segments.get(2))
                  : start.upstreams().contains(segments.get(2));
          if (fits) {
            fitting.put(member, value);
          }
        });
    return fitting;
  }

  private static Layout layout(Written written) {
    return new Edition(written.values()).layout();
  }

  private <T> Uni<T> later(Callable<T> work) {
    return Uni.createFrom()
        .completionStage(() -> worker.executeBlocking(work, true).toCompletionStage());
  }
}
