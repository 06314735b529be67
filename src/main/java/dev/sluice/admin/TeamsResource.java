package dev.sluice.admin;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Teams. */
@Singleton
@Path("/admin/teams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration", description = "Authorization: Bearer and an administrator's key.")
final class TeamsResource {

  private final AdminDoor door;
  private final TeamDesk desk;

  TeamsResource(AdminDoor door, TeamDesk desk) {
    this.door = door;
    this.desk = desk;
  }

  /** All teams. */
  record Teams(List<TeamView> teams) {}

  @GET
  @Operation(
      operationId = "listTeams",
      summary = "Lists all teams",
      description =
          "Settings as they were written, never a secret. Those in the configuration's files are"
              + " declared, and their keys are named by their places there.")
  @APIResponse(
      responseCode = "200",
      description = "All teams, by id.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Teams.class),
              examples = @ExampleObject(name = "teams", value = TeamExamples.TEAMS)))
  public Uni<Teams> list(@RestHeader("Authorization") @Nullable String authorization) {
    door.enter(authorization);
    return StoreAway.asked(desk.list().map(Teams::new));
  }

  @POST
  @Operation(
      operationId = "createTeam",
      summary = "Makes a team",
      description =
          "id, and the members that a team has in the configuration. It has no key yet. Every"
              + " replica knows it within two seconds.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      description = TeamExamples.MEMBERS,
                      properties = @SchemaProperty(name = "id", type = SchemaType.STRING),
                      requiredProperties = "id",
                      additionalProperties = Object.class),
              examples = @ExampleObject(name = "a team", value = TeamExamples.NEW_TEAM)))
  @APIResponse(
      responseCode = "201",
      description = "The team.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TeamView.class),
              examples = @ExampleObject(name = "team", value = TeamExamples.TEAM)))
  @APIResponse(responseCode = "400", description = "What is wrong, with every member and value.")
  @APIResponse(responseCode = "409", description = "There is such a team, or it is declared.")
  public Uni<Response> create(
      @RestHeader("Authorization") @Nullable String authorization, byte @Nullable [] body) {
    String who = door.enter(authorization);
    return StoreAway.told(
        desk.create(who, TeamBody.of(body))
            .map(team -> Response.status(Response.Status.CREATED).entity(team).build()));
  }

  @GET
  @Path("/{team}")
  @Operation(operationId = "showTeam", summary = "Shows a team")
  @APIResponse(
      responseCode = "200",
      description = "The team.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TeamView.class),
              examples = @ExampleObject(name = "team", value = TeamExamples.TEAM)))
  public Uni<TeamView> show(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String team) {
    door.enter(authorization);
    return StoreAway.asked(desk.find(team));
  }

  @PUT
  @Path("/{team}")
  @Operation(
      operationId = "changeTeam",
      summary = "Changes a team",
      description =
          "All its members anew: what is left out has its default again. \"webhook-secret\": \"set\""
              + " leaves that one as it is. Keys stay.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      description = TeamExamples.MEMBERS,
                      additionalProperties = Object.class),
              examples = @ExampleObject(name = "a team", value = TeamExamples.CHANGED_TEAM)))
  @APIResponse(
      responseCode = "200",
      description = "The team.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TeamView.class),
              examples = @ExampleObject(name = "team", value = TeamExamples.TEAM)))
  @APIResponse(responseCode = "400", description = "What is wrong, with every member and value.")
  @APIResponse(responseCode = "409", description = "It is declared in the files.")
  public Uni<TeamView> change(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestPath String team,
      byte @Nullable [] body) {
    String who = door.enter(authorization);
    return StoreAway.told(desk.replace(who, team, TeamBody.of(body)));
  }

  @DELETE
  @Path("/{team}")
  @Operation(
      operationId = "deleteTeam",
      summary = "Removes a team and its keys",
      description = "Its running tasks go on, and are counted; nobody can ask for them any more.")
  @APIResponse(responseCode = "204", description = "It is gone.")
  @APIResponse(responseCode = "409", description = "It is declared in the files.")
  public Uni<Void> remove(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String team) {
    String who = door.enter(authorization);
    return StoreAway.told(desk.remove(who, team));
  }
}
