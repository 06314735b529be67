package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoreReadingTest {

  private static final String SOUND =
      """
      # Server\r
      redis_version:7.0.15\r
      # Memory\r
      used_memory:750\r
      maxmemory:1000\r
      maxmemory_policy:noeviction\r
      # Persistence\r
      aof_enabled:1\r
      # Replication\r
      role:master\r
      connected_slaves:0\r
      """;

  @Test
  void aServerAsItMustBeIsNotComplainedAbout() {
    StoreReading reading = StoreReading.of(SOUND);

    assertThat(reading.complaints()).isEmpty();
    assertThat(reading.version()).isEqualTo("7.0.15");
    assertThat(reading.appendOnly()).isTrue();
    assertThat(reading.pressed()).isFalse();
  }

  @Test
  void aServerThatEvictsIsComplainedAbout() {
    StoreReading reading = StoreReading.of(SOUND.replace("noeviction", "allkeys-lru"));

    assertThat(reading.evicts()).isTrue();
    assertThat(reading.complaints())
        .containsExactly("maxmemory-policy is allkeys-lru and not noeviction");
  }

  @Test
  void moreThanThreeQuartersOfTheMemoryIsTooMuch() {
    StoreReading reading = StoreReading.of(SOUND.replace(":750", ":751"));

    assertThat(reading.pressed()).isTrue();
    assertThat(reading.complaints()).containsExactly("memory is used to 75 %");
  }

  @Test
  void replicasThatNoWriteWaitsForAreComplainedAbout() {
    String replicated = SOUND.replace("connected_slaves:0", "connected_slaves:1");

    assertThat(StoreReading.of(replicated).complaints())
        .containsExactly("it has replicas and min-replicas-to-write is 0");
    StoreReading guarded = StoreReading.of(replicated + "min_slaves_good_slaves:1\r\n");
    assertThat(guarded.complaints()).isEmpty();
    assertThat(guarded.needsReplicas()).isTrue();
  }

  @Test
  void whatIsNotToldIsNoReasonToComplain() {
    StoreReading reading = StoreReading.of("redis_version:1\r\nmaxmemory:many\r\n");

    assertThat(reading.complaints()).isEmpty();
    assertThat(reading.evicts()).isFalse();
    assertThat(reading.limit()).isZero();
  }
}
