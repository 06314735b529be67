package dev.sluice.settings;

import java.util.List;

/**
 * One room's part of the configuration, read once at the start. Each implementation is a singleton
 * bean.
 */
public interface RoomSettings {

  /** What was wrong with it. The start is refused unless every room's list is empty. */
  Problems problems();

  /**
   * What is allowed and yet has to be said aloud at the start: a sentence each, with the key it is
   * about and never a secret.
   */
  default List<String> warnings() {
    return List.of();
  }
}
