package dev.sluice.task;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Lease;
import dev.sluice.dialect.Dialect;
import dev.sluice.routing.Provider;
import java.util.Optional;

/**
 * What a lease says about its task, so that the record can be made again where it was lost: {@code
 * 1 <model> <provider> <accepted> [<visible id> [<callback>]]}, with one space between, the first
 * word being the version. The visible id is there where it is not the upstream's own, and is {@code
 * -} where it is but a callback follows.
 *
 * @param model the model id as the upstream was told it; it has no spaces
 * @param acceptedMillis when the upstream accepted it, Unix milliseconds
 * @param alias the id under which the team knows it, where that is another than the upstream's
 * @param callback where the team wants to be told of the end, if it does; a URL has no spaces
 */
record Details(
    String model,
    Provider provider,
    long acceptedMillis,
    Optional<String> alias,
    Optional<String> callback) {

  private static final String VERSION = "1";
  private static final String NO_ALIAS = "-";
  private static final int WITHOUT_ALIAS = 4;
  private static final int WITH_ALIAS = 5;
  private static final int WITH_CALLBACK = 6;

  /** The bond of a task. Its details are empty where they are too long to be kept. */
  static Bond bond(TaskRecord record) {
    String told =
        String.join(
            " ",
            VERSION,
            record.model(),
            record.origin().provider().word(),
            Long.toString(record.acceptedMillis()));
    Optional<String> callback = record.origin().callback();
    String alias = record.aliased() ? record.visibleId() : NO_ALIAS;
    String whole =
        callback.isPresent()
            ? String.join(" ", told, alias, callback.get())
            : record.aliased() ? told + " " + alias : told;
    return new Bond(record.key().taskId(), whole.length() <= Bond.MOST ? whole : "");
  }

  /** What a lease tells; empty where it tells nothing, or in a version that is not known. */
  static Optional<Details> of(Lease lease) {
    String[] words = lease.details().split(" ", -1);
    if (words.length < WITHOUT_ALIAS || words.length > WITH_CALLBACK || !words[0].equals(VERSION)) {
      return Optional.empty();
    }
    Optional<Provider> provider = Provider.of(words[2]);
    Optional<Long> accepted = number(words[3]);
    if (provider.isEmpty() || accepted.isEmpty() || words[1].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Details(
            words[1],
            provider.get(),
            accepted.get(),
            word(words, WITH_ALIAS).filter(alias -> !alias.equals(NO_ALIAS)),
            word(words, WITH_CALLBACK)));
  }

  /** The record of the lease's task, as it was before the first look at it. */
  static Optional<TaskRecord> record(String upstream, Lease lease, Dialect dialect) {
    return of(lease)
        .map(details -> details.made(new TaskKey(upstream, lease.taskId()), lease, dialect));
  }

  private TaskRecord made(TaskKey key, Lease lease, Dialect dialect) {
    TaskRecord open =
        TaskRecord.open(
            key,
            new Origin(lease.team(), model, provider, lease.slot(), callback),
            acceptedMillis,
            new Spoken(Finding.GOOD, dialect.waiting(key.taskId(), acceptedMillis)));
    return alias.map(open::withVisibleId).orElse(open);
  }

  private static Optional<String> word(String[] words, int position) {
    return words.length < position ? Optional.empty() : Optional.of(words[position - 1]);
  }

  private static Optional<Long> number(String digits) {
    try {
      return Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }
}
