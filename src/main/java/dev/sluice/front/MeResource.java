package dev.sluice.front;

import dev.sluice.budget.SharedLimits;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
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

  static final String EXAMPLE =
      """
      {"team":"red",
       "deferred":{"waiting":0,"limit":10000,"oldestSeconds":0,"expectedWaitSeconds":null},
       "limits":[{"policy":"team-requests","quota":6000,"windowSeconds":60,"remaining":12,
         "nextSeconds":1,"sent":5890}],
       "slots":{"inUse":3,"ceiling":400,"guaranteed":100},
       "tasksByUpstream":[{"upstreams":["apixo"],"inUse":3,"limit":400,"guaranteed":100}],
       "waiting":2,
       "tasksInFlight":[{"taskId":"task_8f3a","model":"flux2","provider":"auto",
         "state":"processing","acceptedAt":"2026-11-30T12:00:00Z"}],
       "refusals":[{"at":"2026-11-30T11:59:58Z","policy":"team-requests","count":17,
         "detail":"The team's own ceiling of 6000 submits in 60 s has no room now."}],
       "maxWaitSeconds":10,"overflow":"wait","store":"redis"}
      """;

  private final TeamStage teams;
  private final DeferralDesk deferrals;
  private final TeamSheets sheets;

  MeResource(TeamStage teams, DeferralDesk deferrals, TeamSheets sheets) {
    this.teams = teams;
    this.deferrals = deferrals;
    this.sheets = sheets;
  }

  /**
   * What a team is told about itself; see {@link TeamSheets.Sheet}.
   *
   * @param team its id
   */
  record Me(
      String team,
      Waiting deferred,
      List<TeamSheets.Limit> limits,
      TeamSheets.Slots slots,
      List<SharedLimits.Room> tasksByUpstream,
      int waiting,
      List<TeamSheets.Task> tasksInFlight,
      List<TeamSheets.Refused> refusals,
      long maxWaitSeconds,
      String overflow,
      String store) {}

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
              + " oldest waits and how long another would. limits and slots: what it may, and what"
              + " is left; sent: its submits of the window, null where it is not known."
              + " tasksByUpstream: slots apart for each shared key, as many as may be used now."
              + " waiting: submits that wait for room. tasksInFlight: what runs, the"
              + " youngest 100; their state is null where it is not known here. refusals: those of"
              + " the last 15 minutes, by limit and minute, with what was said last. store: away"
              + " where the shared store does not answer; then this is what is known here. At most"
              + " 250 ms old, tasks 2 s; refusals at other replicas come within 7 s.")
  @APIResponse(
      responseCode = "200",
      description = "The team, its limits, and how it stands.",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Me.class),
              examples = @ExampleObject(name = "me", value = EXAMPLE)))
  public Uni<Response> me(@Context RoutingContext context) {
    return whoever(
        context,
        team ->
            sheets
                .of(team.id())
                .map(
                    sheet ->
                        Response.ok(about(team, sheet), MediaTypes.of(RefusalWriter.JSON))
                            .header("Cache-Control", "no-store")
                            .build()));
  }

  private Me about(Team team, TeamSheets.Sheet sheet) {
    DeferralDesk.Waiting now = deferrals.waiting(team.id());
    return new Me(
        team.id(),
        new Waiting(
            now.count(),
            now.limit(),
            now.oldest().toSeconds(),
            now.expected().map(Duration::toSeconds).orElse(null)),
        sheet.limits(),
        sheet.slots(),
        sheet.tasksByUpstream(),
        sheet.waiting(),
        sheet.tasksInFlight(),
        sheet.refusals(),
        sheet.maxWaitSeconds(),
        sheet.overflow(),
        sheet.store());
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
