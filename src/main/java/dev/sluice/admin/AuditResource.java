package dev.sluice.admin;

import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.Entry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What administrators changed. */
@Singleton
@Path("/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
final class AuditResource {

  private static final Pages PAGES = Pages.of("audit");

  private final AdminDoor door;
  private final AuditTrail trail;

  AuditResource(AdminDoor door, AuditTrail trail) {
    this.door = door;
    this.trail = trail;
  }

  /**
   * A page.
   *
   * @param cursor to be given for the next page; null with the last one
   */
  record Changes(List<Change> entries, @Nullable String cursor) {}

  /**
   * A change.
   *
   * @param at when it had been made, ISO 8601
   * @param before null where there was nothing
   * @param after null where there is nothing
   */
  record Change(
      String at,
      String who,
      String action,
      String subject,
      @Nullable Map<String, String> before,
      @Nullable Map<String, String> after) {

    static Change of(Entry entry) {
      return new Change(
          entry.at().toString(),
          entry.who(),
          entry.action(),
          entry.subject(),
          entry.before().isEmpty() ? null : entry.before(),
          entry.after().isEmpty() ? null : entry.after());
    }
  }

  @GET
  @Operation(
      operationId = "listAudit",
      summary = "Lists what administrators changed",
      description = "The newest first, of the last 10000 changes. 100 a page. Never a secret.")
  @APIResponse(
      responseCode = "200",
      description = "A page, and the cursor of the next.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Changes.class),
              examples =
                  @ExampleObject(
                      name = "page",
                      value =
                          """
                          {"entries": [{"at": "2026-11-30T10:15:02.123Z", "who": "alice",
                            "action": "slot-release", "subject": "8c0e6a5f-1",
                            "before": {"budget": "apixo", "team": "red", "state": "bound",
                              "task": "task_1"}, "after": null}], "cursor": null}
                          """)))
  public Uni<Changes> list(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestQuery @Nullable String cursor) {
    door.enter(authorization);
    return StoreAway.asked(
            PAGES.page(
                cursor,
                (part, inner) ->
                    trail.list(inner).map(page -> new Pages.Page<>(page.entries(), page.cursor()))))
        .map(
            page ->
                new Changes(
                    page.items().stream().map(Change::of).toList(), page.cursor().orElse(null)));
  }
}
