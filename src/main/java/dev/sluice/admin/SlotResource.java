package dev.sluice.admin;

import dev.sluice.budget.Budgets;
import dev.sluice.budget.Budgets.Held;
import dev.sluice.budget.Lease;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.task.SlotRelease;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
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

/** Who holds which slot. */
@Singleton
@Path("/admin/slots")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
final class SlotResource {

  private static final Refusal UNDER_WAY =
      Refusal.of(
          Reason.CONFLICT,
          "The submit of this slot is on its way: the upstream may run a task that is not counted"
              + " any more, and the budget may be exceeded. With force=true it is released all the"
              + " same.");

  private static final Refusal UNDER_RELEASE =
      Refusal.of(
              Reason.UNAVAILABLE,
              "This replica counts the slot as free and tells the gateway's shared store so as soon as"
                  + " that answers. Look again later, and do not repeat it before. The gateway's log has"
                  + " it, and the audit trail only if the store took it.")
          .retryAfter(Duration.ofSeconds(5));

  /** How long the store may take to confirm. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final AdminDoor door;
  private final Budgets budgets;
  private final SlotRelease slots;
  private final Audit audit;

  SlotResource(AdminDoor door, Budgets budgets, SlotRelease slots, Audit audit) {
    this.door = door;
    this.budgets = budgets;
    this.slots = slots;
    this.audit = audit;
  }

  /** All of them. */
  record Slots(List<Slot> slots) {}

  /**
   * A slot in use.
   *
   * @param state {@code granted}, {@code bound} or {@code unknown}
   * @param taskId the upstream's id of the task; null before there is one
   * @param heldSeconds since it was granted
   */
  record Slot(
      String slotId,
      String budget,
      String team,
      String state,
      @Nullable String taskId,
      double heldSeconds) {

    static Slot of(Held held) {
      Lease lease = held.lease();
      return new Slot(
          lease.slot(),
          held.budget().name(),
          lease.team(),
          word(lease),
          lease.taskId().isEmpty() ? null : lease.taskId(),
          lease.age().toMillis() / 1000.0);
    }
  }

  private static Map<String, String> told(Held held) {
    Lease lease = held.lease();
    Map<String, String> told = new LinkedHashMap<>();
    told.put("budget", held.budget().name());
    told.put("team", lease.team());
    told.put("state", word(lease));
    if (!lease.taskId().isEmpty()) {
      told.put("task", lease.taskId());
    }
    return told;
  }

  private static String word(Lease lease) {
    return lease.state().name().toLowerCase(Locale.ROOT);
  }

  @GET
  @Operation(
      operationId = "listSlots",
      summary = "Lists the slots in use",
      description =
          "Budget after budget. A slot is granted while its submit is on its way, bound while its"
              + " task runs, unknown while nobody knows whether there is a task.")
  @APIResponse(
      responseCode = "200",
      description = "All of them; there are no more than the budgets have slots.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Slots.class),
              examples =
                  @ExampleObject(
                      name = "slots",
                      value =
                          """
                          {"slots": [{"slotId": "8c0e6a5f-1", "budget": "apixo", "team": "red",
                            "state": "bound", "taskId": "task_1", "heldSeconds": 41.2}]}
                          """)))
  public Uni<Slots> list(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestQuery @Nullable String team) {
    door.enter(authorization);
    Optional<String> only = Asking.team(team);
    return StoreAway.asked(budgets.held())
        .map(
            all ->
                new Slots(
                    all.stream()
                        .filter(held -> only.map(held.lease().team()::equals).orElse(true))
                        .map(Slot::of)
                        .toList()));
  }

  @POST
  @Path("/{slotId}/release")
  @Operation(
      operationId = "releaseSlot",
      summary = "Frees a slot by hand",
      description =
          "In any state. What the upstream runs is not cancelled by it, and not counted any more:"
              + " the budget may be exceeded until it has ended. Usage counts one without a task as"
              + " of unknown outcome. Where the store does not confirm within 4 s the answer is 503: the"
              + " slot is free as soon as it answers.")
  @APIResponse(responseCode = "204", description = "It is free.")
  @APIResponse(
      responseCode = "409",
      description = "Its submit is on its way; with force=true it is released all the same.")
  public Uni<Void> release(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestPath String slotId,
      @Parameter(description = "Also while its submit is on its way: true or false") @RestQuery
          @Nullable String force) {
    String who = door.enter(authorization);
    String slot = Asking.id("slotId", slotId);
    boolean forced = Asking.oneOf("force", force, List.of("false", "true")).equals(List.of("true"));
    return StoreAway.asked(budgets.held())
        .map(all -> all.stream().filter(held -> held.lease().slot().equals(slot)).findFirst())
        .map(held -> held.orElseThrow(() -> Asking.missing("slot")))
        .invoke(held -> refuseUnderWay(held, forced))
        .chain(held -> free(held, who));
  }

  private static void refuseUnderWay(Held held, boolean forced) {
    if (held.lease().state() == Lease.State.GRANTED && !forced) {
      throw new RefusedException(UNDER_WAY);
    }
  }

  /**
   * Whether the store found it held is not told: one that is told again after an answer was lost is
   * not held any more, and its task may have ended meanwhile. It is free in each case.
   */
  private Uni<Void> free(Held held, String who) {
    return StoreAway.told(
            slots
                .free(held.budget(), held.lease())
                .replaceWith(true)
                .ifNoItem()
                .after(LONGEST)
                .recoverWithItem(false))
        .chain(confirmed -> audited(held, who, confirmed));
  }

  private Uni<Void> audited(Held held, String who, boolean confirmed) {
    Map<String, String> after = confirmed ? Map.of() : Map.of("state", "unconfirmed");
    Uni<Void> told = audit.made(who, "slot-release", held.lease().slot(), told(held), after);
    return confirmed
        ? told
        : told.onItemOrFailure()
            .transformToUni(
                (done, failed) -> Uni.createFrom().failure(new RefusedException(UNDER_RELEASE)));
  }
}
