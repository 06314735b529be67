package dev.sluice.settings;

/**
 * One room's part of the configuration, read once at the start. Each implementation is a singleton
 * bean.
 */
public interface RoomSettings {

  /** What was wrong with it. The start is refused unless every room's list is empty. */
  Problems problems();
}
