package dev.sluice.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every audit trail does. */
public abstract class AuditTrailContract {

  private static final Instant AT = Instant.parse("2026-01-31T10:00:00.123Z");

  /** An empty one. */
  protected abstract AuditTrail trail();

  @Test
  void anEntryComesBackAsItWasTold() {
    AuditTrail trail = trail();
    Entry entry =
        new Entry(
            AT,
            "alice",
            "team-change",
            "red \"ü\" \uD83D\uDE00\n",
            Map.of("weight", "1"),
            Map.of("weight", "2", "models", "flux*"));

    add(trail, entry);

    assertThat(list(trail, Optional.empty()).entries()).containsExactly(entry);
  }

  @Test
  void anEntryThatIsToldAgainIsThereOnce() {
    AuditTrail trail = trail();
    add(trail, numbered(1));
    add(trail, numbered(2));
    add(trail, numbered(1));
    add(trail, numbered(1));

    assertThat(list(trail, Optional.empty()).entries())
        .extracting(Entry::subject)
        .containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void nothingBeforeAndAfterIsNothing() {
    AuditTrail trail = trail();

    add(trail, numbered(1));

    assertThat(list(trail, Optional.empty()).entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.before()).isEmpty();
              assertThat(entry.after()).isEmpty();
            });
  }

  @Test
  void theNewestComeFirstAHundredAPageAndNoneTwice() {
    AuditTrail trail = trail();
    for (int i = 0; i < 250; i++) {
      add(trail, numbered(i));
    }

    List<String> seen = new ArrayList<>();
    List<Integer> pages = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      AuditTrail.Page page = list(trail, cursor);
      page.entries().forEach(entry -> seen.add(entry.subject()));
      pages.add(page.entries().size());
      cursor = page.cursor();
      add(trail, numbered(1000 + pages.size()));
    } while (cursor.isPresent());

    assertThat(pages).containsExactly(100, 100, 50);
    assertThat(seen).hasSize(250).doesNotHaveDuplicates().startsWith("249", "248");
  }

  @Test
  void anEmptyTrailAndAFullPageHaveNoNextOne() {
    AuditTrail trail = trail();
    assertThat(list(trail, Optional.empty())).isEqualTo(new AuditTrail.Page(List.of(), none()));

    for (int i = 0; i < AuditTrail.PAGE; i++) {
      add(trail, numbered(i));
    }

    assertThat(list(trail, Optional.empty()).cursor()).isEmpty();
  }

  @Test
  void onlyTheLastTenThousandAreKept() {
    AuditTrail trail = trail();
    for (int i = 0; i < AuditTrail.KEPT + 5; i++) {
      add(trail, numbered(i));
    }

    int kept = 0;
    String oldest = "";
    Optional<String> cursor = Optional.empty();
    do {
      AuditTrail.Page page = list(trail, cursor);
      kept += page.entries().size();
      oldest = page.entries().get(page.entries().size() - 1).subject();
      cursor = page.cursor();
    } while (cursor.isPresent());

    assertThat(kept).isEqualTo(AuditTrail.KEPT);
    assertThat(oldest).isEqualTo("5");
  }

  @Test
  void whatIsNoCursorIsRefused() {
    AuditTrail trail = trail();

    for (String bad :
        List.of("", "x", "1", "1-", "-1", "1-1-1", "+", "(1-1", "9".repeat(16) + "-1"))
      assertThatIllegalArgumentException().isThrownBy(() -> list(trail, Optional.of(bad)));
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private static Entry numbered(int number) {
    return new Entry(AT, "alice", "test", Integer.toString(number), Map.of(), Map.of());
  }

  private static void add(AuditTrail trail, Entry entry) {
    trail.add(entry).await().atMost(Duration.ofSeconds(10));
  }

  private static AuditTrail.Page list(AuditTrail trail, Optional<String> cursor) {
    return trail.list(cursor).await().atMost(Duration.ofSeconds(10));
  }
}
