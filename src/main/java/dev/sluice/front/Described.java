package dev.sluice.front;

import static dev.sluice.passage.Reason.ENCODED_BODY;
import static dev.sluice.passage.Reason.FORBIDDEN;
import static dev.sluice.passage.Reason.INCOMPLETE_BODY;
import static dev.sluice.passage.Reason.KEY_REUSED;
import static dev.sluice.passage.Reason.MALFORMED;
import static dev.sluice.passage.Reason.NOT_ACCEPTABLE;
import static dev.sluice.passage.Reason.NOT_FOUND;
import static dev.sluice.passage.Reason.OUTCOME_UNKNOWN;
import static dev.sluice.passage.Reason.TOO_LARGE;
import static dev.sluice.passage.Reason.UNAUTHENTICATED;
import static dev.sluice.passage.Reason.UNAVAILABLE;
import static dev.sluice.passage.Reason.UNREACHABLE;

import dev.sluice.passage.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A refusal as the document of the API shows it.
 *
 * @param when in which cases it comes
 * @param example one that may be written
 */
record Described(When when, String description, Refusal example) {

  /** Of which operations it is told, unless they tell of it themselves. */
  enum When {
    ALWAYS,
    ASKED,
    BODY,
    WHERE_TOLD
  }

  private static final Duration SOON = Duration.ofSeconds(5);

  /** What every operation of administration may answer. */
  static final List<Described> ADMIN =
      List.of(
          new Described(
              When.ASKED,
              "A parameter or the body cannot be understood; detail begins with its name.",
              Refusal.of(
                  MALFORMED,
                  "cursor: allowed is what the page before gave, with the same filters.")),
          new Described(
              When.ALWAYS,
              "No administrator's key or token, or a wrong one.",
              Refusal.of(
                  UNAUTHENTICATED,
                  "Send an administrator's key in the header Authorization: Bearer KEY.")),
          new Described(
              When.ALWAYS,
              "A good token without the administrators' role.",
              Refusal.of(
                  FORBIDDEN, "This token is good, and does not name the administrators' role.")),
          new Described(
              When.ALWAYS,
              "There is no such thing, or nobody may administer: no key and no token is"
                  + " configured.",
              Refusal.of(NOT_FOUND, "There is no such team.")),
          new Described(
              When.ALWAYS,
              "Accept names nothing that is offered here.",
              Refusal.of(NOT_ACCEPTABLE, Faults.NOT_OFFERED)),
          new Described(
              When.BODY,
              "The body was not complete in time.",
              Refusal.of(INCOMPLETE_BODY, "The request body was not complete within 10000 ms.")),
          new Described(
              When.BODY,
              "The body is larger than 65536 bytes.",
              Refusal.of(TOO_LARGE, "The request body is larger than 65536 bytes.")),
          new Described(
              When.BODY,
              "The body has a Content-Encoding.",
              Refusal.of(
                      ENCODED_BODY, "The request body has a Content-Encoding; send it without one.")
                  .with("Accept-Encoding", "identity")),
          new Described(
              When.ALWAYS,
              "Too many wrong keys came from this address; Retry-After.",
              Refusal.byLimit(
                  "admin-attempts",
                  "Too many wrong keys came from this address; none is looked at before the wait"
                      + " is over.",
                  Duration.ofSeconds(60))),
          new Described(
              When.ALWAYS,
              "The shared store is away, with Retry-After; or it did not confirm a change in time:"
                  + " detail says what came of it.",
              Refusal.of(UNAVAILABLE, "The gateway's shared store is away.").retryAfter(SOON)));

  /** What teams are answered where an operation says so. */
  static final List<Described> TEAM =
      Stream.of(
              Refusal.of(MALFORMED, "input: the body has no member of this name."),
              Refusal.of(
                  UNAUTHENTICATED, "Send a team's key in the header Authorization: Bearer KEY."),
              Refusal.of(FORBIDDEN, "This team may not use this model."),
              Refusal.of(NOT_FOUND, "There is no such task."),
              Refusal.of(
                  INCOMPLETE_BODY,
                  "The request body was not complete within 10000 ms; nothing was sent to the"
                      + " upstream, send it again."),
              Refusal.of(TOO_LARGE, "The request body is too large; send media by URL."),
              Refusal.of(
                      ENCODED_BODY, "The request body has a Content-Encoding; send it without one.")
                  .with("Accept-Encoding", "identity"),
              Refusal.of(KEY_REUSED, "This Idempotency-Key stands for another submit."),
              Refusal.byLimit(
                  "team-requests",
                  "The team's own ceiling of 6000 submits in 60 s has no room now.",
                  Duration.ofSeconds(1)),
              Refusal.of(UNREACHABLE, "The upstream was not reached; nothing was sent.")
                  .retryAfter(SOON),
              Refusal.of(UNAVAILABLE, "The gateway's shared store is away.").retryAfter(SOON),
              Refusal.of(
                      OUTCOME_UNKNOWN,
                      "The upstream did not answer in time; nobody knows whether a task runs.")
                  .with("Sluice-Outcome", "unknown"))
          .map(refusal -> new Described(When.WHERE_TOLD, refusal.reason().title(), refusal))
          .toList();

  static Optional<Described> of(List<Described> all, String status) {
    return all.stream().filter(each -> each.status().equals(status)).findFirst();
  }

  String status() {
    return Integer.toString(example.reason().status());
  }
}
