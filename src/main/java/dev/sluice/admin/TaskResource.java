package dev.sluice.admin;

import dev.sluice.dialect.TaskIds;
import dev.sluice.task.TaskDesk;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
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

/** The tasks of all teams. */
@Singleton
@Path("/admin/tasks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
final class TaskResource {

  private static final String OPEN = "open";
  private static final String SUCCESS = "success";
  private static final List<String> STATES = List.of(OPEN, SUCCESS, "failed");

  private final AdminDoor door;
  private final TaskDesk tasks;

  TaskResource(AdminDoor door, TaskDesk tasks) {
    this.door = door;
    this.tasks = tasks;
  }

  /**
   * A page.
   *
   * @param cursor to be given for the next page; null with the last one
   */
  record Tasks(List<Task> tasks, @Nullable String cursor) {}

  /**
   * A task; what is not kept is null.
   *
   * @param taskId the id that the team knows
   * @param model the model id as the upstream was told it
   * @param state {@code open}, {@code success}, {@code failed}, or {@code ended} where it is not
   *     kept what came of it
   * @param acceptedAt when the upstream accepted it, ISO 8601
   * @param endedAt when the end was found out, ISO 8601
   * @param slotId the slot that it was submitted with
   */
  record Task(
      String taskId,
      String team,
      @Nullable String model,
      @Nullable String provider,
      @Nullable String upstream,
      String state,
      @Nullable String acceptedAt,
      @Nullable String endedAt,
      @Nullable String slotId) {

    static Task of(TaskDesk.Told told) {
      return new Task(
          told.taskId(),
          told.team(),
          told.model().orElse(null),
          told.provider().orElse(null),
          told.upstream().orElse(null),
          told.state().label(),
          time(told.acceptedMillis()),
          time(told.endedMillis()),
          told.slot().orElse(null));
    }

    private static @Nullable String time(Optional<Long> millis) {
      return millis.map(Instant::ofEpochMilli).map(Instant::toString).orElse(null);
    }
  }

  @GET
  @Operation(
      operationId = "listTasks",
      summary = "Lists tasks",
      description =
          "The open ones, then those that succeeded, then those that did not; or one kind only. The"
              + " open ones are all there are, in the order of their slots; of the others the last"
              + " 500 of each team are listed, team after team by name, the newest first. 100 a"
              + " page. Never what was submitted, nor what came of it.")
  @APIResponse(
      responseCode = "200",
      description = "A page, and the cursor of the next.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Tasks.class),
              examples =
                  @ExampleObject(
                      name = "page",
                      value =
                          """
                          {"tasks": [{"taskId": "task_1", "team": "red", "model": "flux2",
                            "provider": "auto", "upstream": "apixo", "state": "open",
                            "acceptedAt": "2026-11-30T10:15:02.123Z", "endedAt": null,
                            "slotId": "8c0e6a5f-1"}], "cursor": null}
                          """)))
  public Uni<Tasks> list(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestQuery @Nullable String team,
      @Parameter(description = "open, success or failed") @RestQuery @Nullable String state,
      @RestQuery @Nullable String cursor) {
    door.enter(authorization);
    List<String> states = Asking.oneOf("state", state, STATES);
    Optional<String> only = Asking.team(team);
    return StoreAway.asked(
            new Pages("tasks " + only.orElse(""), states)
                .page(cursor, (part, inner) -> page(part, only, inner)))
        .map(
            page ->
                new Tasks(
                    page.items().stream().map(Task::of).toList(), page.cursor().orElse(null)));
  }

  private Uni<Pages.Page<TaskDesk.Told>> page(
      String state, Optional<String> team, Optional<String> cursor) {
    Uni<TaskDesk.Page> page =
        state.equals(OPEN)
            ? tasks.open(team, cursor)
            : tasks.ended(state.equals(SUCCESS), team, cursor);
    return page.map(told -> new Pages.Page<>(told.tasks(), told.cursor()));
  }

  @GET
  @Path("/{taskId}")
  @Operation(
      operationId = "findTask",
      summary = "Finds a task",
      description = "By the id that its team knows, or by the upstream's own.")
  @APIResponse(responseCode = "400", description = "An id is longer than any is.")
  @APIResponse(
      responseCode = "200",
      description = "What is known of it.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Task.class),
              examples =
                  @ExampleObject(
                      name = "task",
                      value =
                          """
                          {"taskId": "task_1", "team": "red", "model": "flux2", "provider": "auto",
                            "upstream": "apixo", "state": "success",
                            "acceptedAt": "2026-11-30T10:15:02.123Z",
                            "endedAt": "2026-11-30T10:15:44.001Z", "slotId": "8c0e6a5f-1"}
                          """)))
  public Uni<Task> find(
      @RestHeader("Authorization") @Nullable String authorization, @RestPath String taskId) {
    door.enter(authorization);
    if (!TaskIds.sound(taskId)) {
      throw Asking.bad("taskId", "a text of 1 to " + TaskIds.MOST + " characters");
    }
    return StoreAway.asked(tasks.find(taskId))
        .map(found -> Task.of(found.orElseThrow(() -> Asking.missing("task"))));
  }
}
