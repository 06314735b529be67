package dev.sluice.amendment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Soon;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every store of amendments does. */
public abstract class AmendmentStoreContract {

  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
  private static final Entry ENTRY =
      new Entry(NOON, "alice", "team-create", "blue", Map.of(), Map.of("weight", "2"));

  protected static final Amendments FIRST =
      new Amendments(
          1,
          "a1",
          Map.of(
              "blue",
              new ManagedTeam(
                  Map.of("weight", "2", "models[0]", "flux*"),
                  List.of("sealed"),
                  List.of(
                      new ManagedKey("k_1", "sha256:ab", NOON, Optional.of(NOON.plusSeconds(9))),
                      new ManagedKey("k_2", "sha256:cd", NOON, Optional.empty())))),
          Set.of("apixo"));

  /** The store under test. */
  protected abstract AmendmentStore store();

  /** The trail into which it writes. */
  protected abstract AuditTrail trail();

  @Test
  void nothingIsKeptAtFirst() {
    assertThat(read()).isEqualTo(Amendments.NONE);
    assertThat(other(Amendments.NONE)).isEmpty();
  }

  @Test
  void whatIsKeptIsReadAgainAsItWasAndStandsInTheTrail() {
    assertThat(keep(FIRST)).isTrue();
    assertThat(read()).isEqualTo(FIRST);
    assertThat(Soon.of(trail().list(Optional.empty())).entries()).containsExactly(ENTRY);
  }

  @Test
  void aChangeOfWhatSomebodyElseChangedMeanwhileIsNotKeptAndStandsInNoTrail() {
    keep(FIRST);
    Amendments late = new Amendments(1, "b1", Map.of(), Set.of());
    assertThat(keep(late)).isFalse();
    assertThat(keep(new Amendments(3, "b3", Map.of(), Set.of()))).isFalse();
    assertThat(read()).isEqualTo(FIRST);
    assertThat(Soon.of(trail().list(Optional.empty())).entries()).hasSize(1);
  }

  @Test
  void whoeverKnowsAnotherIsToldAndWhoKnowsTheSameIsNot() {
    keep(FIRST);
    assertThat(other(Amendments.NONE)).contains(FIRST);
    assertThat(other(FIRST)).isEmpty();
    keep(FIRST.without("blue").next("c2"));
    assertThat(other(FIRST).orElseThrow().teams()).isEmpty();
  }

  protected Amendments read() {
    return Soon.of(store().read());
  }

  protected boolean keep(Amendments next) {
    return Soon.of(store().keep(next, ENTRY));
  }

  private Optional<Amendments> other(Amendments known) {
    return Soon.of(store().other(known.label()));
  }
}
