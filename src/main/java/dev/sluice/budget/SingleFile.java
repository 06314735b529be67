package dev.sluice.budget;

/** Keeps one run on its way at a time; who comes meanwhile is made up for by one run afterwards. */
final class SingleFile {

  private boolean running;
  private boolean again;

  /** Whether a run may begin now. */
  synchronized boolean begin() {
    again |= running;
    if (running) {
      return false;
    }
    running = true;
    return true;
  }

  /** It is over; says whether somebody came meanwhile. */
  synchronized boolean end() {
    running = false;
    boolean missed = again;
    again = false;
    return missed;
  }
}
