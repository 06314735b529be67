package dev.sluice.task;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import dev.sluice.dialect.Dialect;
import dev.sluice.routing.Provider;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import java.util.Optional;

/**
 * What a lease says about its task, so that the record can be made again where it was lost, in
 * words with one space between: {@code 2 <upstream> <model> <provider> <accepted> <visible id>
 * <dialect> <asked model> [<callback>]}, the first being the version. What is not there in the
 * middle is {@code -}: the visible id where it is the upstream's own, the dialect and the model
 * that the team asked for where they are not known.
 *
 * <p>Version 1 is still read, {@code 1 <model> <provider> <accepted> [<visible id> [<callback>]]}:
 * its task is of the only upstream of its budget, and its team said what the upstream was told.
 *
 * @param upstream who runs it; empty where that is not told
 * @param model the model id as the upstream was told it; it has no spaces
 * @param acceptedMillis when the upstream accepted it, Unix milliseconds
 * @param alias the id under which the team knows it, where that is another than the upstream's
 * @param asked what the team said, where that is told
 * @param callback where the team wants to be told of the end, if it does; a URL has no spaces
 */
record Details(
    Optional<String> upstream,
    String model,
    Provider provider,
    long acceptedMillis,
    Optional<String> alias,
    Optional<Asked> asked,
    Optional<String> callback) {

  private static final String VERSION = "2";
  private static final int WITHOUT_CALLBACK = 8;
  private static final String OLDER = "1";
  private static final int OLDER_LEAST = 4;
  private static final int OLDER_MOST = 6;
  private static final String NONE = "-";

  /** The bond of a task. Its details are empty where they are too long to be kept. */
  static Bond bond(TaskRecord record) {
    Origin origin = record.origin();
    String told =
        String.join(
            " ",
            VERSION,
            record.key().upstream(),
            origin.model(),
            origin.provider().word(),
            Long.toString(record.acceptedMillis()),
            record.aliased() ? record.visibleId() : NONE,
            origin.asked().map(Asked::dialect).orElse(NONE),
            origin.asked().map(Asked::model).orElse(NONE));
    String whole = origin.callback().map(url -> told + " " + url).orElse(told);
    return new Bond(record.key().taskId(), whole.length() <= Bond.MOST ? whole : "");
  }

  /** What a lease tells; empty where it tells nothing, or in a version that is not known. */
  static Optional<Details> of(Lease lease) {
    String[] words = lease.details().split(" ", -1);
    return switch (words[0]) {
      case VERSION -> read(words);
      case OLDER -> readOlder(words);
      default -> Optional.empty();
    };
  }

  private static Optional<Details> read(String[] words) {
    if (words.length < WITHOUT_CALLBACK
        || words.length > WITHOUT_CALLBACK + 1
        || words[1].isEmpty()
        || words[2].isEmpty()) {
      return Optional.empty();
    }
    Optional<Asked> asked =
        given(words, 6).flatMap(said -> given(words, 7).map(model -> new Asked(said, model)));
    return Provider.of(words[3])
        .flatMap(
            provider ->
                number(words[4])
                    .map(
                        accepted ->
                            new Details(
                                Optional.of(words[1]),
                                words[2],
                                provider,
                                accepted,
                                given(words, 5),
                                asked,
                                word(words, WITHOUT_CALLBACK))));
  }

  private static Optional<Details> readOlder(String[] words) {
    if (words.length < OLDER_LEAST || words.length > OLDER_MOST || words[1].isEmpty()) {
      return Optional.empty();
    }
    return Provider.of(words[2])
        .flatMap(
            provider ->
                number(words[3])
                    .map(
                        accepted ->
                            new Details(
                                Optional.empty(),
                                words[1],
                                provider,
                                accepted,
                                given(words, 4),
                                Optional.empty(),
                                word(words, 5))));
  }

  /** The task that a lease is bound to: of the upstream that it tells, else of its budget's. */
  static TaskKey key(Budget budget, Lease lease) {
    String upstream = of(lease).flatMap(Details::upstream).orElseGet(() -> only(budget));
    return new TaskKey(upstream, lease.taskId());
  }

  /** Where several share a budget, a lease that tells nothing is nobody's. */
  private static String only(Budget budget) {
    return budget.upstreams().size() == 1 ? budget.upstreams().iterator().next() : budget.name();
  }

  /**
   * The record of the lease's task, as it was before the first look at it; empty where its upstream
   * is not configured any more.
   */
  static Optional<TaskRecord> record(Budget budget, Lease lease, Upstreams upstreams) {
    TaskKey key = key(budget, lease);
    return upstreams
        .find(key.upstream())
        .map(Upstream::dialect)
        .flatMap(dialect -> of(lease).map(details -> details.made(key, lease, dialect)));
  }

  private TaskRecord made(TaskKey key, Lease lease, Dialect dialect) {
    TaskRecord open =
        TaskRecord.open(
            key,
            new Origin(lease.team(), model, provider, lease.slot(), callback, asked),
            acceptedMillis,
            new Spoken(Finding.GOOD, dialect.waiting(key.taskId(), acceptedMillis)));
    return alias.map(open::withVisibleId).orElse(open);
  }

  private static Optional<String> given(String[] words, int index) {
    return word(words, index).filter(word -> !word.equals(NONE));
  }

  private static Optional<String> word(String[] words, int index) {
    return index < words.length ? Optional.of(words[index]) : Optional.empty();
  }

  private static Optional<Long> number(String digits) {
    try {
      return Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }
}
