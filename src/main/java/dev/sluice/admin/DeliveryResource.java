package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.relay.Delivery;
import dev.sluice.relay.DeliveryQueue;
import dev.sluice.relay.Redeliveries;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What teams are told by webhooks. */
@Singleton
@Path("/admin/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
final class DeliveryResource {

  private static final List<String> STATES = List.of("pending", "dead", "delivered");

  private static final Refusal PENDING =
      Refusal.of(Reason.CONFLICT, "It is on its way already, or waits for its next attempt.");
  private static final Refusal NO_BODY =
      Refusal.of(
          Reason.CONFLICT,
          "Its body is not kept, and the task's record does not have the upstream's last word any"
              + " more: it cannot be sent again.");

  private final AdminDoor door;
  private final DeliveryQueue queue;
  private final Redeliveries redeliveries;
  private final Audit audit;

  DeliveryResource(AdminDoor door, DeliveryQueue queue, Redeliveries redeliveries, Audit audit) {
    this.door = door;
    this.queue = queue;
    this.redeliveries = redeliveries;
    this.audit = audit;
  }

  /**
   * A page.
   *
   * @param cursor to be given for the next page; null with the last one
   */
  record Deliveries(List<Told> deliveries, @Nullable String cursor) {}

  /**
   * What a team is, was or was not told.
   *
   * @param id the {@code webhook-id}
   * @param state {@code pending}, {@code dead} or {@code delivered}
   * @param attempts those that failed, since it was undertaken or asked for again
   * @param createdAt when it was undertaken, ISO 8601
   * @param nextAt when it is due, ISO 8601; null unless it is pending
   * @param lastError the receiver's status or a cause; null before an attempt failed, and where it
   *     was delivered
   * @param target scheme and host; the path may hold a secret of the team's
   */
  record Told(
      String id,
      String team,
      String state,
      int attempts,
      String createdAt,
      @Nullable String nextAt,
      @Nullable String lastError,
      String target) {

    static Told of(Delivery delivery) {
      Delivery.Progress progress = delivery.progress();
      boolean pending = progress.state() == Delivery.State.PENDING;
      boolean failed = progress.state() != Delivery.State.DELIVERED && !progress.result().isEmpty();
      return new Told(
          delivery.id(),
          delivery.receiver().team(),
          progress.state().label(),
          progress.attempts(),
          Instant.ofEpochMilli(delivery.createdMillis()).toString(),
          pending ? Instant.ofEpochMilli(progress.nextMillis()).toString() : null,
          failed ? progress.result() : null,
          delivery.receiver().place());
    }
  }

  @GET
  @Operation(
      operationId = "listDeliveries",
      summary = "Lists webhooks to teams",
      description =
          "Those that are pending, then those that were given up (dead), then those of the last day"
              + " that were delivered; or one kind only. The oldest first. 100 a page. Never what"
              + " is or was sent.")
  @APIResponse(
      responseCode = "200",
      description = "A page, and the cursor of the next.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Deliveries.class),
              examples =
                  @ExampleObject(
                      name = "page",
                      value =
                          """
                          {"deliveries": [{"id": "msg_8c0e6a5f1", "team": "red", "state": "dead",
                            "attempts": 9, "createdAt": "2026-11-30T10:15:02.123Z", "nextAt": null,
                            "lastError": "503", "target": "https://hooks.red.example.com"}],
                           "cursor": null}
                          """)))
  public Uni<Deliveries> list(
      @RestHeader("Authorization") @Nullable String authorization,
      @Parameter(
              description =
                  "pending, dead, delivered, or several with commas between: one after the other.")
          @RestQuery
          @Nullable String state,
      @RestQuery @Nullable String team,
      @RestQuery @Nullable String cursor) {
    door.enter(authorization);
    List<String> states = Asking.someOf("state", state, STATES);
    Optional<String> only = Asking.team(team);
    return StoreAway.asked(
            new Pages("deliveries " + only.orElse(""), states)
                .page(cursor, (part, inner) -> page(part, only, inner)))
        .map(
            page ->
                new Deliveries(
                    page.items().stream().map(Told::of).toList(), page.cursor().orElse(null)));
  }

  private Uni<Pages.Page<Delivery>> page(
      String state, Optional<String> team, Optional<String> cursor) {
    return queue
        .list(Delivery.State.valueOf(state.toUpperCase(Locale.ROOT)), team, cursor)
        .map(page -> new Pages.Page<>(page.deliveries(), page.cursor()));
  }

  @POST
  @Path("/{id}/redeliver")
  @Operation(
      operationId = "redeliver",
      summary = "Sends a webhook again",
      description =
          "One that was given up, or was delivered: now, and by the whole schedule if need be, with"
              + " the same webhook-id. The body of one that was delivered is made again of the"
              + " task's record.")
  @APIResponse(responseCode = "400", description = "An id is a text of 1 to 128 characters.")
  @APIResponse(responseCode = "202", description = "It is due now.")
  @APIResponse(
      responseCode = "409",
      description = "It is pending already, or its body is kept nowhere any more.")
  public Uni<Response> redeliver(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String id) {
    String who = door.enter(authorization);
    Asking.id("id", id);
    return StoreAway.asked(queue.find(id))
        .map(found -> found.orElseThrow(() -> Asking.missing("delivery")))
        .chain(
            before ->
                StoreAway.told(redeliveries.again(id))
                    .invoke(DeliveryResource::refuse)
                    .chain(
                        done ->
                            audit.made(
                                who,
                                "delivery-redeliver",
                                id,
                                told(before),
                                Map.of("state", "pending"))))
        .map(done -> Response.accepted().build());
  }

  private static void refuse(DeliveryQueue.Redelivery outcome) {
    switch (outcome) {
      case PENDING -> throw new RefusedException(PENDING);
      case NO_BODY -> throw new RefusedException(NO_BODY);
      case UNKNOWN -> throw Asking.missing("delivery");
      case DUE -> {
        // Nothing is to be refused.
      }
    }
  }

  private static Map<String, String> told(Delivery delivery) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("team", delivery.receiver().team());
    told.put("state", delivery.progress().state().label());
    told.put("attempts", Integer.toString(delivery.progress().attempts()));
    told.put("target", delivery.receiver().place());
    return told;
  }
}
