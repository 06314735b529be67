package dev.sluice.redis;

import java.util.List;

/**
 * How the store stands.
 *
 * @param kind in one word
 * @param why the reasons; empty where all is well
 */
record StoreState(Kind kind, List<String> why) {

  static final StoreState OK = new StoreState(Kind.OK, List.of());

  enum Kind {
    /** It answers, and is set up as it must be. */
    OK,
    /** It answers; something is not as it should be. */
    DEGRADED,
    /** It does not answer: what has to be counted is refused. */
    LOST
  }

  static StoreState degraded(List<String> why) {
    return why.isEmpty() ? OK : new StoreState(Kind.DEGRADED, List.copyOf(why));
  }

  static StoreState lost(String why) {
    return new StoreState(Kind.LOST, List.of(why));
  }
}
