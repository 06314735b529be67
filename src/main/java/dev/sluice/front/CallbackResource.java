package dev.sluice.front;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.relay.CallbackIntake;
import dev.sluice.relay.CallbackToken;
import dev.sluice.task.Heard;
import dev.sluice.task.Submission;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/**
 * Where upstreams tell of ends, at an address that each was given for one submit. No team and no
 * key: the address is the secret. A replica that is about to stop takes them all the same.
 */
@Singleton
@Path("/callbacks")
@Tag(name = "Callbacks", description = "For upstreams, at the addresses that they were given.")
final class CallbackResource {

  private static final byte[] NO_BODY = {};
  private static final byte[] TAKEN =
      "{\"code\":200,\"message\":\"success\",\"msg\":\"success\"}"
          .getBytes(StandardCharsets.US_ASCII);
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final CallbackToken tokens;
  private final CallbackIntake intake;

  CallbackResource(CallbackToken tokens, CallbackIntake intake) {
    this.tokens = tokens;
    this.intake = intake;
  }

  @POST
  @Path("/{token}")
  @Operation(operationId = "callback", summary = "Tells that a task has ended")
  @APIResponse(responseCode = "200", description = "It is kept, or changes nothing.")
  @APIResponse(responseCode = "400", description = "It is no envelope that names a task.")
  @APIResponse(responseCode = "404", description = "No such address, or not this task's.")
  @APIResponse(responseCode = "503", description = "Not now; it is to come again.")
  public Uni<Response> callback(@RestPath String token, @Context RoutingContext context) {
    Optional<Submission> submission = tokens.open(token);
    if (submission.isEmpty()) {
      return Uni.createFrom().item(refused(Gate.notFound(), context));
    }
    Buffer body = context.body().buffer();
    MultiMap headers = context.request().headers();
    return intake
        .take(
            submission.get(),
            name -> Optional.ofNullable(headers.get(name)),
            body == null ? NO_BODY : body.getBytes())
        .map(heard -> response(heard, context));
  }

  private static Response response(Heard heard, RoutingContext context) {
    return switch (heard) {
      case HEARD, EARLY, DUPLICATE, RUNNING, LATE ->
          Response.ok(TAKEN, MediaTypes.of(RefusalWriter.JSON)).build();
      case MISMATCH -> refused(Gate.notFound(), context);
      case MALFORMED ->
          refused(
              Refusal.of(
                  Reason.MALFORMED,
                  "body: it is not the envelope of a task, or not the whole of it."),
              context);
      case NOT_NOW ->
          refused(
              Refusal.of(Reason.UNAVAILABLE, "This cannot be kept for the moment. Send it again.")
                  .retryAfter(COME_BACK),
              context);
    };
  }

  private static Response refused(Refusal refusal, RoutingContext context) {
    return Faults.write(refusal, context);
  }
}
