package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class SystemHostNamesTest {

  private static final List<IpAddress> FOUND = List.of(IpAddress.parse("1.2.3.4").orElseThrow());

  private final List<UniEmitter<? super List<IpAddress>>> waiting = new ArrayList<>();
  private final HostNames held = new SystemHostNames(this::hold);

  @Test
  void localhostIsFoundAndWhatIsNotThereIsNot() {
    HostNames real = new SystemHostNames(SystemHostNamesTest::run);

    assertThat(get(real.addresses("red", "localhost")))
        .contains(IpAddress.parse("127.0.0.1").orElseThrow());
    assertThatThrownBy(() -> get(real.addresses("red", "nobody.invalid")))
        .hasRootCauseInstanceOf(UnknownHostException.class);
  }

  @Test
  void aNameIsLookedUpOnceAtATime() {
    List<List<IpAddress>> heard = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      held.addresses("red", "slow.example").subscribe().with(heard::add);
    }
    assertThat(waiting).hasSize(1);
    waiting.get(0).complete(FOUND);
    assertThat(heard).hasSize(5).containsOnly(FOUND);

    held.addresses("red", "slow.example").subscribe().with(heard::add);
    assertThat(waiting).hasSize(2);
  }

  @Test
  void deadNamesOfOneTeamLeaveRoomForOthers() {
    for (int i = 0; i < 20; i++) {
      held.addresses("red", "dead" + i + ".example").subscribe().with(x -> {}, failure -> {});
    }
    assertThat(waiting).hasSize(SystemHostNames.PER_TEAM);
    assertThatThrownBy(() -> get(held.addresses("red", "one-more.example")))
        .hasRootCauseInstanceOf(IOException.class);

    held.addresses("blue", "fine.example").subscribe().with(x -> {});
    assertThat(waiting).hasSize(SystemHostNames.PER_TEAM + 1);
    waiting.get(0).fail(new UnknownHostException("dead0"));
    held.addresses("red", "one-more.example").subscribe().with(x -> {}, failure -> {});
    assertThat(waiting).hasSize(SystemHostNames.PER_TEAM + 2);
  }

  @Test
  void noMoreThanThirtyTwoAreLookedUpAtOnce() {
    for (int i = 0; i < 100; i++) {
      held.addresses("team" + i, "dead" + i + ".example").subscribe().with(x -> {}, f -> {});
    }
    assertThat(waiting).hasSize(SystemHostNames.MOST);
  }

  private Uni<List<IpAddress>> hold(Callable<List<IpAddress>> lookup) {
    return Uni.createFrom().emitter(waiting::add);
  }

  private static Uni<List<IpAddress>> run(Callable<List<IpAddress>> lookup) {
    return Uni.createFrom()
        .item(
            () -> {
              try {
                return lookup.call();
              } catch (Exception failure) {
                throw new IllegalStateException(failure);
              }
            });
  }

  private static <T> T get(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(5));
  }
}
