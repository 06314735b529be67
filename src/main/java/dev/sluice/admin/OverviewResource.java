package dev.sluice.admin;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** How everything stands. */
@Singleton
@Path("/admin/overview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration", description = "Authorization: Bearer and an administrator's key.")
final class OverviewResource {

  static final String EXAMPLE =
      """
      {"at":"2026-11-30T12:00:00Z","replica":"1f0c2a9b","store":{"mode":"redis","detail":null},
       "budgets":[{"name":"apixo","upstreams":["apixo"],
         "window":{"limit":10000,"seconds":60.0,"used":1234},"tokens":12.3,
         "slots":{"limit":980,"inUse":412},"pausedByUpstream":false,
         "teams":[{"team":"red","slots":12,"unknown":0,"guaranteedTasks":300,"taskCeiling":600,
           "guaranteedPerMinute":3000.0}]}],
       "upstreams":[{"name":"apixo","budget":"apixo","dialect":"apixo","circuit":"closed",
         "paused":false}],
       "teams":[{"team":"red","declared":true,"waiting":3,"longestWaitSeconds":1.2,"deferred":0,
         "requestsPerMinute":6000,"sentInLastMinute":123}],
       "refusals":[{"at":"2026-11-30T11:59:58Z","team":"red","policy":"team-requests","count":17,
         "detail":"The team's own ceiling of 6000 submits in 60 s has no room now."}],
       "deliveries":[{"team":"red","pending":3,"dead":1}],
       "tasks":{"open":412,"success":9000,"failed":12},"missing":{}}
      """;

  private final AdminDoor door;
  private final Overviews overviews;

  OverviewResource(AdminDoor door, Overviews overviews) {
    this.door = door;
    this.overviews = overviews;
  }

  @GET
  @Operation(
      operationId = "overview",
      summary = "Tells how everything stands",
      description =
          "At this moment, at all replicas. refusals are those of the last 15 minutes, by team,"
              + " limit and minute, at most 100. A part that does not answer within 500 ms is null,"
              + " and missing says why. The circuits are this replica's own.")
  @APIResponse(
      responseCode = "200",
      description = "The figures.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Overview.class),
              examples = @ExampleObject(name = "overview", value = EXAMPLE)))
  public Uni<Response> overview(@RestHeader("Authorization") @Nullable String authorization) {
    door.enter(authorization);
    return overviews.now().map(now -> Response.ok(now).header("Cache-Control", "no-store").build());
  }
}
