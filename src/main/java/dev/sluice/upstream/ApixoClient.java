package dev.sluice.upstream;

import io.quarkus.rest.client.reactive.NotBody;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** APIXO's paths: the model stands in them. */
interface ApixoClient extends VendorClient {

  @Override
  @POST
  @Path("/api/v1/generateTask/{model}")
  @Consumes(MediaType.APPLICATION_JSON)
  Uni<Response> submit(@PathParam("model") String model, byte[] body, @NotBody Exchange exchange);

  @Override
  @GET
  @Path("/api/v1/statusTask/{model}")
  Uni<Response> status(
      @PathParam("model") String model,
      @QueryParam("taskId") String taskId,
      @NotBody Exchange exchange);

  @Override
  @GET
  @Path("/api/v1/apikeys/current-balance")
  Uni<Response> balance(@NotBody Exchange exchange);
}
