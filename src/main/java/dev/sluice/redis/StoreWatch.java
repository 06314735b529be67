package dev.sluice.redis;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import dev.sluice.time.Timers.Alarm;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the store, off the path of requests: whether it answers, each 500 ms, and whether it
 * is set up as the laws want it (G4, G6), each 10 s. Says in the log what changed, once.
 */
public final class StoreWatch {

  private static final Logger LOG = Logger.getLogger("dev.sluice.store");

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);
  private static final Duration BEFORE_ANOTHER_TRY = Duration.ofSeconds(1);

  /** Longer than a connection is given: it may be lost and opened again without being noticed. */
  private static final Duration LOST = Duration.ofMillis(1500);

  /** What Redis takes where it is not told, and does not tell. */
  private static final Duration USUAL_LAG = Duration.ofSeconds(10);

  private final RedisLink link;
  private final Timers timers;
  private final Ticker ticker;

  private volatile List<StoreReading> readings = List.of();
  private volatile @Nullable Duration lag;
  private volatile boolean fit;
  private volatile StoreState state = StoreState.lost("it was not asked yet");
  private @Nullable Alarm alarm;
  private boolean asking;
  private int missed;
  private String refusal = "";
  private long nextReading;
  private boolean told;

  StoreWatch(RedisLink link, Timers timers, Ticker ticker) {
    this.link = link;
    this.timers = timers;
    this.ticker = ticker;
    this.nextReading = ticker.nanos();
  }

  /** Begins; to be called once. */
  synchronized void start() {
    alarm = timers.every(LOOK, this::look);
    timers.after(Duration.ofMillis(50), this::look);
  }

  synchronized void stop() {
    if (alarm != null) {
      alarm.cancel();
    }
  }

  /** Whether more than 75 % of the memory of some master is in use (law G6). */
  public boolean memoryPressed() {
    return readings.stream().anyMatch(StoreReading::pressed);
  }

  /**
   * How far a replica may be behind before the master takes no more writes ({@code
   * min-replicas-max-lag}): for so long, at most, a master that was replaced goes on granting (law
   * G4). Empty where no replica is needed for a write. With Sentinel, 10 s until it is known.
   */
  public Optional<Duration> replicaLag() {
    return readings.isEmpty() && link.mode().equals("sentinel")
        ? Optional.of(USUAL_LAG)
        : Optional.ofNullable(lag);
  }

  /** Whether the store was reached, and found to keep what it is given, since the start. */
  boolean fit() {
    return fit;
  }

  StoreState state() {
    return state;
  }

  String mode() {
    return link.mode();
  }

  List<StoreReading> readings() {
    return readings;
  }

  /** What is worth knowing and no reason to worry. */
  Optional<String> notice() {
    return readings.stream().anyMatch(reading -> !reading.appendOnly())
        ? Optional.of("append-only file is off: a restart of Redis forgets")
        : Optional.empty();
  }

  private synchronized void look() {
    if (link.silence().compareTo(LOST) >= 0) {
      become(
          StoreState.lost(
              link.refusal()
                  .orElse(link.reached() ? "Redis does not answer" : "Redis was not reached yet")));
      missed = 0;
    } else if (link.reached()) {
      if (state.kind() == StoreState.Kind.LOST) {
        readSoon();
      }
      if (!asking && ticker.nanos() - nextReading >= 0) {
        read();
      }
    }
  }

  /** It is back: what it told before holds until it has told anew. */
  private void readSoon() {
    long now = ticker.nanos();
    if (!readings.isEmpty()) {
      become(StoreState.degraded(complaints()));
    }
    if (nextReading - now > BEFORE_ANOTHER_TRY.toNanos()) {
      nextReading = now;
    }
  }

  private void read() {
    asking = true;
    link.everyMaster(Request.cmd(Command.INFO))
        .map(all -> all.stream().map(info -> StoreReading.of(info.toString())).toList())
        .flatMap(read -> lagOf(read).map(lag -> new Told(read, lag.orElse(null))))
        .subscribe()
        .with(this::heard, this::missed);
  }

  private record Told(List<StoreReading> readings, @Nullable Duration lag) {}

  /**
   * The largest among the masters; a server that does not tell is taken for a usual one. One that
   * does not answer has not said so: then the whole reading is missed, and what it told before
   * holds.
   */
  private Uni<Optional<Duration>> lagOf(List<StoreReading> read) {
    if (read.stream().noneMatch(StoreReading::needsReplicas)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return link.everyMaster(Request.cmd(Command.CONFIG).arg("GET").arg("min-replicas-max-lag"))
        .map(
            all ->
                all.stream()
                    .flatMap(StoreWatch::seconds)
                    .max(Comparator.naturalOrder())
                    .or(() -> Optional.of(USUAL_LAG)))
        .onFailure(StoreWatch::isRefusal)
        .recoverWithItem(Optional.of(USUAL_LAG));
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof StoreFailure known && known.kind() == StoreFailure.Kind.REFUSED;
  }

  /** Name and value, as an array or a map. */
  private static Stream<Duration> seconds(@Nullable Response told) {
    String text = told == null ? "" : told.toString().replaceAll("\\D+", " ").strip();
    return text.matches("\\d{1,9}")
        ? Stream.of(Duration.ofSeconds(Long.parseLong(text)))
        : Stream.empty();
  }

  private synchronized void heard(Told told) {
    asking = false;
    missed = 0;
    nextReading = ticker.nanos() + BETWEEN_READINGS.toNanos();
    readings = told.readings;
    lag = told.lag;
    introduce();
    fit |= readings.stream().noneMatch(StoreReading::evicts);
    become(StoreState.degraded(complaints()));
  }

  private synchronized void missed(Throwable failure) {
    asking = false;
    refusal = isRefusal(failure) ? refusal(failure) : "";
    missed++;
    nextReading = ticker.nanos() + BEFORE_ANOTHER_TRY.toNanos();
    if (state.kind() != StoreState.Kind.LOST) {
      become(StoreState.degraded(complaints()));
    } else if (!refusal.isEmpty()) {
      become(StoreState.lost(refusal));
    }
  }

  private String refusal(Throwable failure) {
    return link.refusal().orElseGet(() -> "Redis refused: " + failure.getMessage());
  }

  private List<String> complaints() {
    Stream<String> silent =
        missed > 1
            ? Stream.of(refusal.isEmpty() ? "a master does not answer" : refusal)
            : Stream.empty();
    return Stream.concat(
            silent, readings.stream().flatMap(reading -> reading.complaints().stream()))
        .distinct()
        .toList();
  }

  private void introduce() {
    if (!told && !readings.isEmpty()) {
      told = true;
      StoreReading first = readings.get(0);
      LOG.infof(
          "store: mode=%s masters=%d version=%s policy=%s replicas=%d replicas-needed=%s"
              + " append-only=%s maxmemory=%d",
          link.mode(),
          readings.size(),
          first.version(),
          first.policy(),
          first.replicas(),
          first.needsReplicas(),
          first.appendOnly(),
          first.limit());
      notice().ifPresent(notice -> LOG.infof("store-notice: %s", notice));
    }
  }

  private void become(StoreState next) {
    StoreState before = state;
    if (before.equals(next)) {
      return;
    }
    state = next;
    switch (next.kind()) {
      case OK -> LOG.infof("store-ok: mode=%s", link.mode());
      case DEGRADED -> LOG.warnf("store-degraded: %s", String.join("; ", next.why()));
      case LOST -> LOG.warnf("store-lost: %s", String.join("; ", next.why()));
    }
  }
}
