package dev.sluice.task;

import org.jboss.logging.Logger;

/**
 * What a replica does when it is told that a task has ended, wherever that was seen: what is known
 * here of the task as open is current no more, nobody looks at it any more, and whoever waits for
 * it goes on. Told twice, or of a task that is not known here, it changes nothing.
 */
public final class ToldEnds {

  private static final Logger LOG = Logger.getLogger(ToldEnds.class);

  private final Trust trust;
  private final TaskStore store;
  private final OpenTasks open;
  private final Closing closing;
  private final EndWaiters waiters;
  private final CatchUp catchUp;

  ToldEnds(
      Trust trust,
      TaskStore store,
      OpenTasks open,
      Closing closing,
      EndWaiters waiters,
      CatchUp catchUp) {
    this.trust = trust;
    this.store = store;
    this.open = open;
    this.closing = closing;
    this.waiters = waiters;
    this.catchUp = catchUp;
  }

  /** A task has ended, or a callback has come for one that had. */
  public void told(ToldEnd end) {
    if (end.late()) {
      trust.toldLate(end.key());
      return;
    }
    trust.ended(end.key(), end.cause(), end.foundBy());
    store.ended(end.visibleId());
    open.byKey(end.key()).ifPresentOrElse(this::leave, () -> waiters.wake(end.key()));
  }

  private void leave(OpenTask task) {
    closing
        .elsewhere(task)
        .subscribe()
        .with(done -> {}, failure -> LOG.debugf("task-left slot=%s", task.slot()));
  }

  /** Ends are told from now on, or are not. Without callbacks whoever watches a task ends it. */
  public void hearing(boolean now) {
    trust.hearing(now);
    if (trust.callbacks()) {
      catchUp.hearing(now);
    }
  }
}
