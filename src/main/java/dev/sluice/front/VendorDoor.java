package dev.sluice.front;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReading;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RequestHead;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * What the vendors' doors have in common: a request becomes a passage, goes its way, and what comes
 * back is written. Where a vendor's language names the model is for its own door to know.
 */
@Singleton
final class VendorDoor {

  private static final byte[] NO_BODY = {};

  private final RequestPath path;
  private final AnswerWriter writer;
  private final AccessLog access;

  VendorDoor(RequestPath path, AnswerWriter writer, AccessLog access) {
    this.path = path;
    this.writer = writer;
    this.access = access;
  }

  /**
   * What is asked for, as its door has read it.
   *
   * @param dialect the door's language
   * @param model empty where the request names none
   * @param objection what is wrong with it, in words that name the culprit
   */
  record Asked(Dialect dialect, String model, Optional<String> objection) {

    /** Asked for without a model. */
    static Asked in(Dialect dialect) {
      return of(dialect, "");
    }

    /** Asked for with this model, of which nothing is wrong. */
    static Asked of(Dialect dialect, String model) {
      return new Asked(dialect, model, Optional.empty());
    }
  }

  /** The body of a submit, judged in a language. */
  static SubmitReading read(Dialect dialect, RoutingContext context) {
    Buffer body = context.body().buffer();
    return dialect.check(SubmitBody.read(body == null ? NO_BODY : body.getBytes()));
  }

  /** Serves a submit. */
  Uni<Response> submit(Asked asked, SubmitReading reading, RoutingContext context) {
    Passage passage = passage(context, Operation.SUBMIT, asked, "");
    passage.note(SubmitReading.class, reading);
    return walk(passage, context);
  }

  /** Serves a status, whose task id stands in the query. */
  Uni<Response> status(Asked asked, RoutingContext context) {
    TaskIdReading reading = TaskIdReading.of(context.request().query());
    if (reading instanceof TaskIdReading.Found found) {
      return walk(passage(context, Operation.STATUS, asked, found.taskId()), context);
    }
    Passage passage = passage(context, Operation.STATUS, asked, "");
    object(passage, ((TaskIdReading.Faulty) reading).detail());
    return walk(passage, context);
  }

  /** Serves a balance. */
  Uni<Response> balance(Dialect dialect, RoutingContext context) {
    return walk(passage(context, Operation.BALANCE, Asked.in(dialect), ""), context);
  }

  private static Passage passage(
      RoutingContext context, Operation operation, Asked asked, String taskId) {
    MultiMap headers = context.request().headers();
    String dialect = asked.dialect().name();
    Passage passage =
        new Passage(
            new RequestHead(
                operation,
                context.response().headers().get(RequestIds.HEADER),
                dialect,
                asked.model(),
                taskId,
                name -> Optional.ofNullable(headers.get(name))));
    passage.note(Durations.class, new Durations());
    if (headers.contains("Prefer")) {
      passage.note(Preferences.class, Preferences.of(headers.getAll("Prefer")));
    }
    if (operation == Operation.SUBMIT) {
      KeyHeader.note(passage, dialect, headers.getAll(KeyHeader.NAME));
    }
    asked.objection().ifPresent(detail -> object(passage, detail));
    return passage;
  }

  private static void object(Passage passage, String detail) {
    passage.note(Objection.class, new Objection(Refusal.of(Reason.MALFORMED, detail)));
  }

  private Uni<Response> walk(Passage passage, RoutingContext context) {
    access.passes(context, passage);
    return path.walk(passage).map(answer -> writer.write(passage, answer, context.response()));
  }
}
