package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps at most one call of a budget in flight and puts everything that came up meanwhile into the
 * next: the cost of a decision falls as load rises.
 *
 * <p>Claims and questions fail with their call. Reports are idempotent; they are sent again, in
 * their order, until a call that carried them is confirmed.
 *
 * <p>Law G3: after a call whose outcome is unknown the next one waits until that one can no longer
 * be executed, and asks nothing: it learns Redis' time and tells the reports. So whatever a later
 * call says about an id is final.
 *
 * <p>Several event loops may meet here.
 */
final class Combiner {

  private static final Logger LOG = Logger.getLogger(Combiner.class);

  private static final long UNSENT_PAUSE = 100_000_000L;
  private static final long UNDONE_PAUSE = 20_000_000L;
  private static final long DEADLINE_NANOS = Session.DEADLINE * 1000;
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Batch NOTHING = new Batch(List.of(), List.of(), List.of(), List.of(), false);
  private static final StoreFailure LEFT =
      new StoreFailure(StoreFailure.Kind.NEVER_SENT, "the ledger was left");

  private final Program program;
  private final Session session;
  private final Listener listener;
  private final Ticker ticker;
  private final Timers timers;
  private final Desk desk;
  private boolean inFlight;
  private boolean due = true;
  private long pausedUntil;
  private long sentAt;
  private boolean away;
  private boolean closed;
  private @Nullable CompletableFuture<Void> leaving;

  /** Hears how calls end, one after the other. */
  interface Listener extends Desk.Granting {
    void heard(Frame frame);

    void failed(Throwable failure);
  }

  Combiner(Program program, Session session, Listener listener, Ticker ticker, Timers timers) {
    this.program = program;
    this.session = session;
    this.listener = listener;
    this.ticker = ticker;
    this.timers = timers;
    this.desk = new Desk(listener);
    this.sentAt = ticker.nanos();
    this.pausedUntil = sentAt;
  }

  /** Takes a claim for the next call; its asker is told once. To be followed by {@link #send}. */
  void admit(Claim claim, Consumer<Verdict> asker) {
    boolean taken;
    synchronized (this) {
      taken = !closed && desk.take(claim, ticker.nanos(), asker);
    }
    if (!taken) {
      asker.accept(Verdicts.AWAY);
    }
  }

  /** Asks something that fails with its call. */
  Uni<Told> ask(Errand errand) {
    CompletableFuture<Told> answer = new CompletableFuture<>();
    boolean taken;
    synchronized (this) {
      taken = !closed && desk.take(new Batch.Question(errand, answer));
    }
    if (!taken) {
      return Uni.createFrom().failure(refusal());
    }
    send();
    return Uni.createFrom().completionStage(answer);
  }

  /** What those get who find no room, or nobody any more. */
  synchronized StoreFailure refusal() {
    return closed
        ? LEFT
        : new StoreFailure(StoreFailure.Kind.NEVER_SENT, "too much waits for the ledger");
  }

  /** Tells something that must arrive; false where too much waits already, or after the end. */
  boolean report(Errand errand, Consumer<Told> confirmed) {
    boolean taken;
    synchronized (this) {
      taken = !closed && desk.take(new Batch.Report(errand, confirmed));
    }
    send();
    return taken;
  }

  /** Takes a claim back that waits for the next call. */
  void drop(String id) {
    List<Runnable> news = new ArrayList<>(1);
    synchronized (this) {
      desk.drop(id, news);
    }
    news.forEach(Runnable::run);
  }

  /**
   * The end of this id is about to be reported.
   *
   * @return false where the store holds nothing under it, so that no report is needed
   */
  synchronized boolean close(String id) {
    return desk.close(id);
  }

  /** Announces another plan, at once where no call is in flight. */
  void replan(PlanFigures plan) {
    synchronized (this) {
      session.replan(plan);
      due = true;
    }
    send();
  }

  /** Calls unless it has not been long since the last call. */
  void beat(long longestSilenceNanos) {
    synchronized (this) {
      due |= ticker.nanos() - sentAt >= longestSilenceNanos;
    }
    send();
  }

  /**
   * Tells everything that is left, and that this replica leaves; nothing where the store is away.
   * Ends with the call that says so, or with the first that fails: the process may be gone before
   * another could follow. From then on nothing is sent, and what is asked is refused.
   */
  Uni<Void> leave() {
    CompletableFuture<Void> left = new CompletableFuture<>();
    List<Runnable> news = new ArrayList<>();
    synchronized (this) {
      leaving = left;
      if (!away) {
        pausedUntil = ticker.nanos();
      }
      if (closed || !inFlight && ticker.nanos() < pausedUntil) {
        close(news);
      }
    }
    news.forEach(this::tell);
    send();
    return Uni.createFrom().completionStage(left);
  }

  /** Sends a call unless one is in flight, it is too soon, or there is nothing to say. */
  void send() {
    Batch batch;
    List<String> call;
    long now;
    synchronized (this) {
      now = ticker.nanos();
      boolean wanted = due || leaving != null || session.urgent() || !desk.isEmpty();
      if (closed || inFlight || now < pausedUntil || !wanted) {
        return;
      }
      inFlight = true;
      due = false;
      sentAt = now;
      batch = desk.next(session.preamble(), session.knowsTime(), leaving != null);
      call = session.call(batch.errands());
    }
    Uni.createFrom()
        .deferred(() -> program.run(call))
        .map(Frame::of)
        .subscribe()
        .with(frame -> heard(batch, frame, now), failure -> failed(batch, failure, now));
  }

  private void heard(Batch batch, Frame frame, long sent) {
    List<Runnable> news = new ArrayList<>();
    boolean undone;
    try {
      synchronized (this) {
        int told = batch.preamble().size();
        away = false;
        if (!frame.late() && frame.answers().size() < batch.errands().size()) {
          throw new IllegalArgumentException("the ledger left errands without an answer");
        }
        session.heard(frame, frame.late() ? List.of() : frame.answers().subList(0, told), sent);
        undone = desk.heard(batch, frame, new Desk.Moment(sent, ticker.nanos()), news);
        undone &= !frame.late() && !session.urgent();
      }
    } catch (RuntimeException malformed) {
      failed(batch, malformed, sent);
      return;
    }
    news.add(0, () -> listener.heard(frame));
    end(batch, news, undone ? UNDONE_PAUSE : 0);
  }

  private void failed(Batch batch, Throwable failure, long sent) {
    boolean unsent =
        failure instanceof StoreFailure known && known.kind() == StoreFailure.Kind.NEVER_SENT;
    List<Runnable> news = new ArrayList<>();
    news.add(() -> listener.failed(failure));
    long pause;
    synchronized (this) {
      session.lost();
      away = true;
      desk.failed(batch, failure, unsent, sent, news);
      due = true;
      pause = unsent ? UNSENT_PAUSE : Math.max(0, sent + DEADLINE_NANOS - ticker.nanos()) + 1;
    }
    end(batch, news, pause);
  }

  /** Tells the news first, so that what follows from them goes into the next call together. */
  private void end(Batch batch, List<Runnable> news, long pause) {
    news.forEach(this::tell);
    List<Runnable> last = new ArrayList<>();
    boolean again;
    synchronized (this) {
      inFlight = false;
      boolean leaves = leaving != null;
      if (leaves && (away || batch.leaves())) {
        close(last);
      }
      pausedUntil = ticker.nanos() + (leaves ? 0 : pause);
      again = !leaves && pause > 0;
    }
    last.forEach(this::tell);
    if (again) {
      timers.after(Duration.ofNanos(pause).plus(TICK), this::send);
    } else {
      send();
    }
  }

  /** Whoever still waits hears that the store is lost. */
  private void close(List<Runnable> news) {
    CompletableFuture<Void> left = leaving;
    closed = true;
    leaving = null;
    desk.failed(NOTHING, LEFT, true, sentAt, news);
    if (left != null) {
      news.add(() -> left.complete(null));
    }
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException broken) {
      LOG.error("whoever was told an answer of the ledger failed", broken);
    }
  }
}
