package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyRoomTest {

  @Test
  void whatDoesNotFitTakesNothing() {
    BodyRoom room = new BodyRoom(100);

    assertThat(room.take(60)).isTrue();
    assertThat(room.take(41)).isFalse();
    assertThat(room.take(40)).isTrue();
    assertThat(room.take(1)).isFalse();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    BodyRoom room = new BodyRoom(100);
    room.take(100);

    room.giveBack(30);

    assertThat(room.take(31)).isFalse();
    assertThat(room.take(30)).isTrue();
  }

  @Test
  void itIsAnEighthOfTheMemoryAndNeverLessThanOneBody() {
    assertThat(BodyRoom.within(800, 10).take(100)).isTrue();
    assertThat(BodyRoom.within(800, 10).take(101)).isFalse();
    assertThat(BodyRoom.within(8, 10).take(10)).isTrue();
  }
}
