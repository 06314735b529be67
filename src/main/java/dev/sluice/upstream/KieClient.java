package dev.sluice.upstream;

import io.quarkus.rest.client.reactive.NotBody;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Kie's paths: the model stands in the body, and a task is known by its id alone. */
interface KieClient extends VendorClient {

  @Override
  @POST
  @Path("/api/v1/jobs/createTask")
  @Consumes(MediaType.APPLICATION_JSON)
  Uni<Response> submit(@NotBody String model, byte[] body, @NotBody Exchange exchange);

  @Override
  @GET
  @Path("/api/v1/jobs/recordInfo")
  Uni<Response> status(
      @NotBody String model, @QueryParam("taskId") String taskId, @NotBody Exchange exchange);

  @Override
  @GET
  @Path("/api/v1/chat/credit")
  Uni<Response> balance(@NotBody Exchange exchange);
}
