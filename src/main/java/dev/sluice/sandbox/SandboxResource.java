package dev.sluice.sandbox;

import dev.sluice.settings.Layout;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The built-in upstream's door. Its vendor paths lie under {@code /sandbox}, so that {@code
 * http://host:port/sandbox} is an upstream's {@code url}. Where the sandbox is off, nothing is
 * here, and that is said as of every path at which there is nothing.
 */
@Singleton
@Path("/sandbox")
final class SandboxResource {

  private final ApixoDesk apixo;
  private final KieDesk kie;
  private final Judge judge;
  private final HeldAnswers held;
  private final boolean on;

  SandboxResource(ApixoDesk apixo, KieDesk kie, Judge judge, HeldAnswers held, Layout layout) {
    this.apixo = apixo;
    this.kie = kie;
    this.judge = judge;
    this.held = held;
    this.on = !layout.sandboxes().isEmpty();
  }

  @POST
  @Path("api/v1/generateTask/{model}")
  public Uni<Response> submit(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("model") String model,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
      @Context RoutingContext request) {
    requireOn();
    return answer(
        apixo.submit(authorization, model, contentType, body(request)), request.response());
  }

  @GET
  @Path("api/v1/statusTask/{model}")
  public Uni<Response> status(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("model") String model,
      @QueryParam("taskId") @Nullable String taskId,
      @Context HttpServerResponse connection) {
    requireOn();
    return answer(apixo.status(authorization, model, taskId), connection);
  }

  @GET
  @Path("api/v1/apikeys/current-balance")
  public Uni<Response> balance(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Context HttpServerResponse connection) {
    requireOn();
    return answer(apixo.balance(authorization), connection);
  }

  @POST
  @Path("api/v1/jobs/createTask")
  public Uni<Response> createTask(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
      @Context RoutingContext request) {
    requireOn();
    return answer(kie.createTask(authorization, contentType, body(request)), request.response());
  }

  @GET
  @Path("api/v1/jobs/recordInfo")
  public Uni<Response> recordInfo(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("taskId") @Nullable String taskId,
      @Context HttpServerResponse connection) {
    requireOn();
    return answer(kie.recordInfo(authorization, taskId), connection);
  }

  @GET
  @Path("api/v1/chat/credit")
  public Uni<Response> credit(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Context HttpServerResponse connection) {
    requireOn();
    return answer(kie.credit(authorization), connection);
  }

  /** What the judge saw; open to everybody, it holds no secret. */
  @GET
  @Path("stats")
  public Uni<Response> stats(@Context HttpServerResponse connection) {
    requireOn();
    return answer(Said.Answer.of(200, Written.bytes(judge.stats())), connection);
  }

  private Uni<Response> answer(Said said, HttpServerResponse connection) {
    if (said instanceof Said.Answer answer) {
      return answer.lag().isZero()
          ? Uni.createFrom().item(response(answer))
          : held.after(answer.lag(), response(answer));
    }
    return held.never(connection::reset, response(((Said.Nothing) said).crowded()));
  }

  private void requireOn() {
    if (!on) {
      throw new NotFoundException();
    }
  }

  /**
   * The body as the gate has read it. As a parameter it would be read once more, which yields
   * nothing where it is longer than the framework's buffer of 10 KiB.
   */
  private static byte @Nullable [] body(RoutingContext request) {
    Buffer body = request.body().buffer();
    return body == null ? null : body.getBytes();
  }

  private static Response response(Said.Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    answer
        .retryAfter()
        .ifPresent(after -> response.header(HttpHeaders.RETRY_AFTER, wholeSeconds(after)));
    return mayHaveBody(answer.status())
        ? response.type(MediaType.APPLICATION_JSON_TYPE).entity(answer.body()).build()
        : response.build();
  }

  /** HTTP forbids a body with these. */
  private static boolean mayHaveBody(int status) {
    return status != 204 && status != 205 && status != 304;
  }

  private static long wholeSeconds(Duration after) {
    return Math.max(1, after.plusNanos(999_999_999).toSeconds());
  }
}
