package dev.sluice.front;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.ModelForm;
import dev.sluice.dialect.TaskIds;
import dev.sluice.front.VendorDoor.Asked;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/**
 * APIXO's paths, as its unmodified clients call them.
 *
 * <p>Neither {@code @Produces} nor {@code @Consumes}: the vendor's clients send and take any type.
 */
@Singleton
@Path("/api/v1")
@Tag(name = "APIXO", description = "The vendor's API; Authorization: Bearer and the team's key.")
@APIResponse(responseCode = "400", description = "Malformed; detail names the member.")
@APIResponse(responseCode = "401", description = "No key, or a wrong one.")
@APIResponse(responseCode = "403", description = "Not allowed to this team.")
@APIResponse(responseCode = "429", description = "A limit; Retry-After and violated-policies.")
@APIResponse(responseCode = "503", description = "Not served for the moment; Retry-After.")
final class ApixoResource {

  private static final Dialect DIALECT = Dialects.named("apixo");
  private static final ModelForm MODEL = DIALECT.modelForm();

  private final VendorDoor door;

  ApixoResource(VendorDoor door) {
    this.door = door;
  }

  @POST
  @Path("/generateTask/{model}")
  @org.eclipse.microprofile.openapi.annotations.Operation(
      operationId = "generateTask",
      summary = "Submits a task",
      description =
          "Answers with data.taskId. Prefer: wait=N waits up to N seconds for budget instead of"
              + " being refused. Idempotency-Key: the first answer to a submit that was sent is"
              + " kept and given again, with Idempotency-Replayed: true.")
  @RequestBody(
      required = true,
      description =
          "The vendor's body: input, and optionally provider, request_type, callback_url.",
      content = @Content(mediaType = "application/json"))
  @APIResponse(responseCode = "200", description = "Accepted by the upstream, in its own words.")
  @APIResponse(responseCode = "408", description = "The body was not complete in time.")
  @APIResponse(
      responseCode = "409",
      description = "The first submit with this Idempotency-Key still runs; Retry-After.")
  @APIResponse(responseCode = "413", description = "The body is too large.")
  @APIResponse(responseCode = "415", description = "The body has a Content-Encoding.")
  @APIResponse(
      responseCode = "422",
      description = "This Idempotency-Key stands for another submit.")
  @APIResponse(
      responseCode = "502",
      description =
          "The upstream was not reached; nothing was sent. With Sluice-Outcome: nobody knows.")
  @APIResponse(responseCode = "504", description = "Nobody knows; a task may exist.")
  public Uni<Response> generateTask(@RestPath String model, @Context RoutingContext context) {
    return door.submit(asked(model), VendorDoor.read(DIALECT, context), context);
  }

  @GET
  @Path("/statusTask/{model}")
  @org.eclipse.microprofile.openapi.annotations.Operation(
      operationId = "statusTask",
      summary = "Tells a task's state",
      description =
          "Answered from the gateway's record. Prefer: wait=N holds the answer, at most 60 s, until"
              + " the task has ended.")
  @Parameter(
      name = "taskId",
      in = ParameterIn.QUERY,
      required = true,
      description = "The id that the submit was answered with.",
      schema = @Schema(type = SchemaType.STRING, maxLength = TaskIds.MOST))
  @APIResponse(responseCode = "200", description = "The task's state, in the vendor's words.")
  @APIResponse(responseCode = "404", description = "No task of this team.")
  public Uni<Response> statusTask(@RestPath String model, @Context RoutingContext context) {
    return door.status(asked(model), context);
  }

  @GET
  @Path("/apikeys/current-balance")
  @org.eclipse.microprofile.openapi.annotations.Operation(
      operationId = "currentBalance",
      summary = "Tells the shared key's balance",
      description = "In US dollars, at most 10 s old.")
  @APIResponse(responseCode = "200", description = "The balance, in the vendor's words.")
  public Uni<Response> currentBalance(@Context RoutingContext context) {
    return door.balance(DIALECT, context);
  }

  private static Asked asked(String model) {
    return new Asked(
        DIALECT,
        model,
        MODEL.fits(model)
            ? Optional.empty()
            : Optional.of("model: a model id has %s.".formatted(MODEL.sentence())));
  }
}
