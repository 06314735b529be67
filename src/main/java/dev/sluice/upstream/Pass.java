package dev.sluice.upstream;

import java.time.Duration;
import java.util.Optional;

/**
 * One send's way through its upstream's circuit: from {@link #enter} to {@link #report}, which
 * counts once, and {@link #end}, which gives back what was not used. While the circuit is half open
 * it is the only one; what takes longer than {@link #slow} is to be reported as failed by then.
 */
final class Pass {

  /** Of a pass that holds nothing. */
  static final long NONE = 0;

  final String team;
  private final Circuit circuit;

  /** In which state of the circuit, counted from its start, it was let in; the circuit's to use. */
  long generation = NONE;

  Pass(Circuit circuit, String team) {
    this.circuit = circuit;
    this.team = team;
  }

  /** See {@link Circuit#enter}. */
  Optional<Duration> enter() {
    return circuit.enter(this);
  }

  /** See {@link Circuit#report}. */
  void report(boolean good) {
    circuit.report(this, good);
  }

  Duration slow() {
    return circuit.slow();
  }

  /** See {@link Circuit#leave}. */
  void end() {
    circuit.leave(this);
  }
}
