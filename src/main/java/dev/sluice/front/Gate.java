package dev.sluice.front;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The first to see a request, before any routing. It gives the request its id, and lets pass only
 * what has a canonical path, a method that is offered there, and a body that is bounded and a known
 * team's, an administrator's, or an upstream's at an address that we gave it. Administration is for
 * administrators with or without a body.
 */
@Singleton
final class Gate {

  /** Above every other filter. */
  private static final int FIRST = 10_000;

  private static final Refusal UNREADABLE =
      Refusal.of(
          Reason.MALFORMED, "Host: the request must name one valid host, and a path below it.");

  private final BodyIntake bodies;
  private final TurnAway turnAway;
  private final Strangers strangers;
  private final AccessLog access;

  Gate(BodyIntake bodies, TurnAway turnAway, Strangers strangers, AccessLog access) {
    this.bodies = bodies;
    this.turnAway = turnAway;
    this.strangers = strangers;
    this.access = access;
  }

  void open(@Observes Filters filters) {
    filters.register(this::enter, FIRST);
  }

  /** What the router gives up before anybody has seen it is answered in the envelope, too. */
  void answerForTheRouter(@Observes Router router) {
    router.route().order(-FIRST).failureHandler(this::givenUp);
  }

  private void givenUp(RoutingContext context) {
    int status = context.statusCode();
    if (status < 400 || status >= 500 || context.response().headWritten()) {
      context.next();
      return;
    }
    identify(context);
    access.follow(context);
    turnAway(context, status == 404 ? notFound() : UNREADABLE);
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    identify(context);
    access.follow(context);
    boolean body = bodies.expected(request);
    Optional<Refusal> refusal =
        strangers.mayAsk(request)
            ? judge(request).or(() -> strangers.objection(request, body))
            : Optional.of(notFound());
    if (refusal.isPresent()) {
      turnAway(context, refusal.get());
    } else if (body) {
      bodies.take(context);
    } else if (request.method() == HttpMethod.OPTIONS && PathTable.covers(request.path())) {
      options(context);
    } else {
      context.next();
    }
  }

  private static void identify(RoutingContext context) {
    context
        .response()
        .putHeader(
            RequestIds.HEADER, RequestIds.of(context.request().getHeader(RequestIds.HEADER)));
  }

  private void turnAway(RoutingContext context, Refusal refusal) {
    if (bodies.expected(context.request())) {
      turnAway.refuseAndClose(context, refusal);
    } else {
      turnAway.refuse(context, refusal);
    }
  }

  /** What is wrong with the request line. */
  private static Optional<Refusal> judge(HttpServerRequest request) {
    Optional<String> path = CanonicalPath.of(request.uri());
    if (path.isEmpty() || !path.get().equals(request.path())) {
      return Optional.of(notFound());
    }
    Optional<PathTable.Methods> methods =
        PathTable.operators(path.get()).or(() -> PathTable.find(path.get()));
    if (methods.isEmpty()) {
      return PathTable.covers(path.get()) ? Optional.of(notFound()) : Optional.empty();
    }
    return methods.get().offer(request.method().name())
        ? Optional.empty()
        : Optional.of(notAllowed(methods.get().allow()));
  }

  private static void options(RoutingContext context) {
    String allow =
        PathTable.find(context.request().path()).map(PathTable.Methods::allow).orElse("");
    context.response().setStatusCode(204).putHeader("Allow", allow).end();
  }

  static Refusal notFound() {
    return Refusal.of(Reason.NOT_FOUND, "There is nothing at this path.");
  }

  static Refusal notAllowed(String allow) {
    return Refusal.of(
            Reason.METHOD_NOT_ALLOWED,
            "This method is not offered here; offered are " + allow + ".")
        .with("Allow", allow);
  }
}
