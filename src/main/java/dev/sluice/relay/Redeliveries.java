package dev.sluice.relay;

import dev.sluice.relay.DeliveryQueue.Redelivery;
import dev.sluice.task.Debt;
import dev.sluice.task.LastWords;
import dev.sluice.task.TaskRecord;
import dev.sluice.task.TaskStore;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Sends again what was given up, or was delivered and got lost by its receiver. Of what was
 * delivered the body is not kept: it is made again of the task's record, for as long as that has
 * the upstream's last word.
 */
public final class Redeliveries {

  private final DeliveryQueue queue;
  private final TaskStore tasks;
  private final LastWords words;
  private final OwnUrl own;
  private final Runnable due;

  /**
   * @param due is run after something became due
   */
  Redeliveries(DeliveryQueue queue, TaskStore tasks, LastWords words, OwnUrl own, Runnable due) {
    this.queue = queue;
    this.tasks = tasks;
    this.words = words;
    this.own = own;
    this.due = due;
  }

  /**
   * Makes a delivery due now, with the whole schedule before it.
   *
   * @return what came of it; {@link Redelivery#NO_BODY} where its body can not be made again either
   */
  public Uni<Redelivery> again(String id) {
    return queue
        .redeliver(id, Optional.empty())
        .chain(
            outcome -> outcome == Redelivery.NO_BODY ? remade(id) : Uni.createFrom().item(outcome))
        .invoke(
            outcome -> {
              if (outcome == Redelivery.DUE) {
                due.run();
              }
            });
  }

  private Uni<Redelivery> remade(String id) {
    return queue
        .find(id)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(Redelivery.UNKNOWN)
                    : body(found.get()).chain(body -> queue.redeliver(id, body)));
  }

  private Uni<Optional<byte[]>> body(Delivery delivery) {
    return tasks
        .find(delivery.taskId())
        .map(
            found ->
                found
                    .filter(TaskRecord.class::isInstance)
                    .map(TaskRecord.class::cast)
                    .filter(record -> isOf(record, delivery))
                    .flatMap(record -> said(record, delivery)));
  }

  /** The same task: its team, and the slot by which the delivery got its id. */
  private static boolean isOf(TaskRecord record, Delivery delivery) {
    return record.team().equals(delivery.receiver().team())
        && Delivery.id(record.origin().slot()).equals(delivery.id());
  }

  private Optional<byte[]> said(TaskRecord record, Delivery delivery) {
    return record
        .end()
        .flatMap(end -> words.of(Debt.of(record, end, Optional.of(record.last()))))
        .map(body -> own.replaced(body, delivery.receiver().url()));
  }
}
