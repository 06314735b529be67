package dev.sluice.redis;

import dev.sluice.redis.StoreFailure.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Which servers refuse to be talked to, and with what words: a wrong password, an ACL user that may
 * not do what a connection begins with. For any thread; at most one entry for each address.
 */
final class Doors {

  private final Map<String, String> shut = new ConcurrentSkipListMap<>();

  /** A connection to this server, or what was asked over it first, failed. */
  void failed(String address, Throwable cause) {
    StoreFailure failure = Failures.of(cause);
    if (failure.kind() == Kind.REFUSED) {
      shut.put(Address.place(address), Failures.ofLogin(failure));
    } else {
      shut.remove(Address.place(address));
    }
  }

  /** There is a connection to a server that is the right one. */
  void opened() {
    shut.clear();
  }

  /** What the first of them says, in the order of their names: it does not alternate. */
  Optional<String> refusal() {
    return shut.entrySet().stream()
        .findFirst()
        .map(door -> "Redis at " + door.getKey() + " " + door.getValue());
  }
}
