package dev.sluice.front;

import dev.sluice.deferral.DeferralDesk;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.redis.StoreFailure;
import dev.sluice.team.Team;
import dev.sluice.team.TeamStage;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Where a team asks about itself, and takes back what it has deferred. */
@Singleton
@Path("/me")
@Tag(name = "Me", description = "The team's own affairs; Authorization: Bearer and the team's key.")
@APIResponse(responseCode = "401", description = "No key, or a wrong one.")
final class MeResource {

  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final TeamStage teams;
  private final DeferralDesk deferrals;

  MeResource(TeamStage teams, DeferralDesk deferrals) {
    this.teams = teams;
    this.deferrals = deferrals;
  }

  /**
   * What a team is told about itself.
   *
   * @param team its id
   */
  record Me(String team, Waiting deferred) {}

  /**
   * Its deferred submits, as of about a second ago.
   *
   * @param waiting how many wait
   * @param limit how many may
   * @param oldestSeconds for how long the oldest waits
   * @param expectedWaitSeconds how long one has to wait that is deferred now; null where nothing
   *     has gone of late
   */
  record Waiting(int waiting, int limit, long oldestSeconds, @Nullable Long expectedWaitSeconds) {}

  @GET
  @Operation(
      operationId = "me",
      summary = "Tells a team about itself",
      description =
          "deferred: how many of its submits wait for their turn, how many may, for how long the"
              + " oldest waits and how long another would.")
  @APIResponse(responseCode = "200", description = "The team, and what it has deferred.")
  public Uni<Response> me(@Context RoutingContext context) {
    return whoever(
        context,
        team ->
            Uni.createFrom()
                .item(
                    Response.ok(about(team), MediaTypes.of(RefusalWriter.JSON))
                        .header("Cache-Control", "no-store")
                        .build()));
  }

  private Me about(Team team) {
    DeferralDesk.Waiting now = deferrals.waiting(team.id());
    return new Me(
        team.id(),
        new Waiting(
            now.count(),
            now.limit(),
            now.oldest().toSeconds(),
            now.expected().map(Duration::toSeconds).orElse(null)));
  }

  @DELETE
  @Path("/deferred/{taskId}")
  @Operation(
      operationId = "cancelDeferred",
      summary = "Cancels a deferred submit",
      description = "Until it is about to be sent. Its task reads failed, failCode CANCELLED.")
  @APIResponse(responseCode = "204", description = "It will not be sent.")
  @APIResponse(responseCode = "404", description = "No deferred submit of this team.")
  @APIResponse(responseCode = "409", description = "It is about to be sent, or was, or is over.")
  @APIResponse(responseCode = "503", description = "The store is away; Retry-After.")
  public Uni<Response> cancel(@RestPath String taskId, @Context RoutingContext context) {
    return whoever(
        context,
        team ->
            deferrals
                .cancel(Optional.of(team.id()), taskId)
                .map(
                    outcome ->
                        outcome == DeferralDesk.Outcome.CANCELLED
                            ? Response.noContent().build()
                            : Faults.write(outcome.refusal(), context))
                .onFailure(StoreFailure.class)
                .recoverWithItem(() -> Faults.write(away(), context)));
  }

  private static Refusal away() {
    return Refusal.of(
            Reason.UNAVAILABLE,
            "The gateway's shared store is away: whether the task was cancelled is not known. Try"
                + " again later.")
        .retryAfter(COME_BACK);
  }

  private Uni<Response> whoever(RoutingContext context, Function<Team, Uni<Response>> known) {
    return teams.whoever(
        Optional.ofNullable(context.request().getHeader("Authorization")),
        known,
        stranger -> Uni.createFrom().item(Faults.write(stranger, context)));
  }
}
