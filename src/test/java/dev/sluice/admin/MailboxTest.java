package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final Mailbox mailbox = new Mailbox();
  private final List<String> taken = new ArrayList<>();

  @Test
  void whoWaitsIsToldAtOnceAndWhoComesLaterFindsWhatCameMeanwhile() {
    take();
    mailbox.offer(sample(1));
    mailbox.offer(sample(2));
    assertThat(taken).containsExactly("s1");

    take();
    take();
    assertThat(taken).containsExactly("s1", "s2");
    mailbox.offer(sample(3));
    assertThat(taken).containsExactly("s1", "s2", "s3");
  }

  @Test
  void ofOverviewsTheLastOneIsKeptAndOfSamplesEachOne() {
    for (int i = 0; i < 10; i++) {
      mailbox.offer(new LiveEvent(LiveEvent.Kind.OVERVIEW, "", "o" + i));
      mailbox.offer(sample(i));
    }
    for (int i = 0; i < 11; i++) {
      take();
    }

    assertThat(taken)
        .containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "o9");
  }

  @Test
  void whoIsTooFarBehindIsToldNothingMore() {
    for (int i = 0; i < Mailbox.MOST; i++) {
      assertThat(mailbox.offer(sample(i))).isTrue();
    }

    assertThat(mailbox.offer(sample(100))).isFalse();
  }

  @Test
  void secondsAreCountedWhileNothingIsTaken() {
    assertThat(mailbox.waited()).isEqualTo(1);
    assertThat(mailbox.waited()).isEqualTo(2);
    take();
    assertThat(mailbox.waited()).as("he waits for us").isZero();
    mailbox.offer(sample(1));
    assertThat(mailbox.waited()).isEqualTo(1);
  }

  @Test
  void anEndIsToldAtOnceAndInThePlaceOfWhatWaits() {
    mailbox.offer(sample(1));
    mailbox.end();
    take();
    take();
    mailbox.offer(sample(2));

    assertThat(taken).containsExactly("END", "END");

    Mailbox other = new Mailbox();
    other.next().subscribe().with(event -> taken.add("other " + event.kind()));
    other.end();
    assertThat(taken).contains("other END");
  }

  private static LiveEvent sample(int number) {
    return new LiveEvent(LiveEvent.Kind.SAMPLE, "1", "s" + number);
  }

  private void take() {
    mailbox
        .next()
        .subscribe()
        .with(event -> taken.add(event.data().isEmpty() ? event.kind().name() : event.data()));
  }
}
