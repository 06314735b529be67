package dev.sluice.history;

import java.util.UUID;

/**
 * This process among the others.
 *
 * @param name eight hex digits, others after each start
 */
public record Replica(String name) {

  static Replica random() {
    return new Replica(UUID.randomUUID().toString().substring(0, 8));
  }
}
