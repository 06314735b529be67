package dev.sluice.front;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What no resource has answered leaves in the envelope, too. */
@Singleton
final class Faults {

  private static final Logger LOG = Logger.getLogger(Faults.class);

  static final String NOT_OFFERED =
      "Accept: names nothing that is offered here; leave it out, or send application/json or */*"
          + " (GET /admin/usage: text/csv, too; GET /admin/stream: text/event-stream).";

  /** Logs a surprise as one line: where it happened, and not what it carried. */
  static Refusal surprise(String requestId, Throwable failure) {
    LOG.errorf(
        "request failed requestId=%s cause=%s at=%s",
        requestId, failure.getClass().getName(), place(failure));
    LOG.debug("request failed", failure);
    return Refusal.of(
        Reason.FAULT, "The gateway failed; its log tells more under this request's X-Request-Id.");
  }

  @ServerExceptionMapper
  public Response notFound(NotFoundException nothing, RoutingContext context) {
    return write(Gate.notFound(), context);
  }

  @ServerExceptionMapper
  public Response notAllowed(NotAllowedException other, RoutingContext context) {
    String allow =
        PathTable.findAnywhere(context.request().path())
            .map(PathTable.Methods::allow)
            .orElse("GET, HEAD, OPTIONS");
    return write(Gate.notAllowed(allow), context);
  }

  @ServerExceptionMapper
  public Response notAcceptable(NotAcceptableException other, RoutingContext context) {
    return write(Refusal.of(Reason.NOT_ACCEPTABLE, NOT_OFFERED), context);
  }

  @ServerExceptionMapper
  public Response refused(RefusedException refused, RoutingContext context) {
    return write(refused.refusal(), context);
  }

  /** A resource's own answer stays as it is where it has a body. */
  @ServerExceptionMapper
  public Response other(WebApplicationException other, RoutingContext context) {
    Response response = other.getResponse();
    if (response.hasEntity() || response.getStatus() < 400) {
      return response;
    }
    Refusal refusal =
        response.getStatus() < 500
            ? Refusal.of(Reason.MALFORMED, "The request cannot be read.")
            : surprise(requestId(context), other);
    return write(refusal, context);
  }

  @ServerExceptionMapper
  public Response surprise(Throwable failure, RoutingContext context) {
    return write(surprise(requestId(context), failure), context);
  }

  private static String requestId(RoutingContext context) {
    return String.valueOf(context.response().headers().get(RequestIds.HEADER));
  }

  static Response write(Refusal refusal, RoutingContext context) {
    RefusalWriter.Written written =
        RefusalWriter.write(refusal, context.request().getHeader("Accept"));
    Response.ResponseBuilder response =
        Response.status(written.status())
            .type(MediaTypes.of(written.contentType()))
            .entity(written.body());
    written.headers().forEach(response::header);
    return response.build();
  }

  private static String place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    for (StackTraceElement element : trace) {
      if (element.getClassName().startsWith("dev.sluice.")) {
        return element.toString();
      }
    }
    return trace.length == 0 ? "unknown" : trace[0].toString();
  }
}
