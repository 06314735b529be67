package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Cancellation;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.deferral.DeferredQueue.Share;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the contracts of queues of deferred submits have in common. Claims last 10 s. */
public abstract class DeferredQueueBench {

  protected static final Duration LEASE = Duration.ofSeconds(10);

  /** What all teams together may have: 220 submits, 5000 bytes. */
  protected static final Room ALL = new Room(220, 5000);

  protected static final Duration HOLD = Duration.ofSeconds(30);

  protected static final Room ROOM = new Room(10, 1000);
  protected static final Set<String> TEAMS = Set.of("red", "blue");
  protected static final long NEVER = Long.MAX_VALUE / 4;

  protected abstract DeferredQueue queue();

  protected abstract void advance(Duration by);

  protected abstract long now();

  protected final DeferredQueue queue = queue();

  protected Map<String, Backlog> backlogs() {
    return get(queue.claim("nobody", new Share(0, 0, 0, Set.of()), true)).backlogs().orElseThrow();
  }

  protected Kept keep(String team, String id) {
    return get(queue.keep(submit(team, id, 10, NEVER), ROOM));
  }

  protected Deferred submit(String team, String id, int bytes, long expires) {
    return new Deferred(id, team, "apixo", "flux2", Map.of(), new byte[bytes], now(), expires);
  }

  protected boolean depart(Claim claim) {
    return get(queue.depart(claim, HOLD));
  }

  protected Cancellation cancel(String team, String id) {
    return get(queue.cancel("a", Optional.of(team), id));
  }

  protected List<Claim> over(String owner) {
    return get(queue.over(owner, 5));
  }

  protected List<Claim> claim(String owner, int perTeam) {
    return get(queue.claim(owner, new Share(perTeam, 100, 10_000, TEAMS), false)).claims();
  }

  protected static Claim only(List<Claim> claims) {
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  protected static Claim only(List<Claim> claims, String team) {
    return only(claims.stream().filter(claim -> claim.submit().team().equals(team)).toList());
  }

  protected static List<String> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.submit().id()).toList();
  }

  protected static <T> T get(Uni<T> step) {
    return step.await().atMost(Duration.ofSeconds(5));
  }
}
