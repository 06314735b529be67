package dev.sluice.admin;

import dev.sluice.deferral.DeferralDesk;
import dev.sluice.deferral.DeferredQueue;
import dev.sluice.passage.RefusedException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What is deferred, of every team. */
@Singleton
@Path("/admin/deferred")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration", description = "Authorization: Bearer and an administrator's key.")
final class DeferredResource {

  private final AdminDoor door;
  private final DeferralDesk deferrals;
  private final Audit audit;

  DeferredResource(AdminDoor door, DeferralDesk deferrals, Audit audit) {
    this.door = door;
    this.deferrals = deferrals;
    this.audit = audit;
  }

  /**
   * A page of what waits.
   *
   * @param cursor to be given for the next page; null with the last one
   */
  record Page(List<Waiting> deferred, @Nullable String cursor) {}

  /**
   * One that waits.
   *
   * @param door the dialect in which it was submitted
   * @param acceptedAt when, ISO 8601
   * @param expiresAt when it has waited too long, ISO 8601
   * @param claimed whether a replica has taken it up, and lets it wait for its budget
   */
  record Waiting(
      String taskId,
      String team,
      String door,
      String model,
      String acceptedAt,
      String expiresAt,
      boolean claimed) {

    static Waiting of(DeferredQueue.Listed one) {
      return new Waiting(
          one.submit().id(),
          one.submit().team(),
          one.submit().door(),
          one.submit().model(),
          Instant.ofEpochMilli(one.submit().acceptedMillis()).toString(),
          Instant.ofEpochMilli(one.submit().expiresMillis()).toString(),
          one.claimed());
    }
  }

  @GET
  @Operation(
      operationId = "listDeferred",
      summary = "Lists what waits for its turn",
      description =
          "Team after team by name, the oldest first of each; never what was submitted. 100 a page.")
  @APIResponse(
      responseCode = "200",
      description = "A page, and the cursor of the next.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Page.class),
              examples =
                  @ExampleObject(
                      name = "page",
                      value =
                          """
                          {"deferred": [{"taskId": "sl_0123", "team": "red", "door": "apixo",
                            "model": "flux2", "acceptedAt": "2026-11-30T10:15:02.123Z",
                            "expiresAt": "2026-11-30T16:15:02.123Z", "claimed": false}],
                           "cursor": null}
                          """)))
  public Uni<Page> list(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestQuery @Nullable String team,
      @RestQuery @Nullable String cursor) {
    door.enter(authorization);
    Optional<String> only = Asking.team(team);
    return StoreAway.asked(
            Pages.of("deferred " + only.orElse(""))
                .page(
                    cursor,
                    (part, inner) ->
                        deferrals
                            .list(only, inner)
                            .map(page -> new Pages.Page<>(page.waiting(), page.cursor()))))
        .map(
            page ->
                new Page(
                    page.items().stream().map(Waiting::of).toList(), page.cursor().orElse(null)));
  }

  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "cancelDeferredOfATeam",
      summary = "Cancels a deferred submit",
      description = "Until it is about to be sent. Its task reads failed, failCode CANCELLED.")
  @APIResponse(responseCode = "400", description = "An id is a text of 1 to 128 characters.")
  @APIResponse(responseCode = "204", description = "It will not be sent.")
  @APIResponse(responseCode = "409", description = "It is about to be sent, or was, or is over.")
  public Uni<Void> cancel(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String id) {
    String who = door.enter(authorization);
    return StoreAway.told(deferrals.cancel(Optional.empty(), Asking.id("id", id)))
        .invoke(
            outcome -> {
              if (outcome != DeferralDesk.Outcome.CANCELLED) {
                throw new RefusedException(outcome.refusal());
              }
            })
        .chain(
            outcome ->
                audit.made(who, "deferred-cancel", id, Map.of("state", "waiting"), Map.of()));
  }
}
