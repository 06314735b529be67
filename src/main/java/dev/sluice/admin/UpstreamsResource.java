package dev.sluice.admin;

import dev.sluice.amendment.Amender;
import dev.sluice.amendment.Amender.Act;
import dev.sluice.amendment.Amender.Step;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.settings.Layout;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Pauses upstreams and lets them go on. */
@Singleton
@Path("/admin/upstreams/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration", description = "Authorization: Bearer and an administrator's key.")
@APIResponse(responseCode = "204", description = "It is so; every replica obeys within 2 s.")
final class UpstreamsResource {

  private final AdminDoor door;
  private final Amender amender;
  private final Layout layout;

  UpstreamsResource(AdminDoor door, Amender amender, Layout layout) {
    this.door = door;
    this.amender = amender;
    this.layout = layout;
  }

  @POST
  @Path("/pause")
  @Operation(
      operationId = "pauseUpstream",
      summary = "Sends no submit to an upstream",
      description =
          "Those that may wait, wait; others go to the route's next upstream or are refused. Running"
              + " tasks end, and are looked at.")
  public Uni<Void> pause(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String name) {
    return set(door.enter(authorization), name, true);
  }

  @POST
  @Path("/resume")
  @Operation(
      operationId = "resumeUpstream",
      summary = "Lets an upstream go on",
      description = "A pause that stands in the configuration's files stays.")
  public Uni<Void> resume(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String name) {
    return set(door.enter(authorization), name, false);
  }

  private Uni<Void> set(String who, String name, boolean pause) {
    if (!layout.upstreams().contains(name)) {
      throw new RefusedException(Refusal.of(Reason.NOT_FOUND, "There is no such upstream."));
    }
    var act = new Act(who, pause ? "upstream-pause" : "upstream-resume", name);
    return StoreAway.told(
        amender
            .make(
                act,
                (now, moment) ->
                    new Step<>(
                        now.paused(name, pause),
                        Map.of("paused", Boolean.toString(now.paused().contains(name))),
                        Map.of("paused", Boolean.toString(pause)),
                        true))
            .replaceWithVoid());
  }
}
