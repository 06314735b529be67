package dev.sluice.admin;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** How everything stands, told as it changes. */
@Singleton
@Path("/admin/stream")
@Tag(name = "Administration", description = "Authorization: Bearer and an administrator's key.")
final class StreamResource {

  static final String EXAMPLE =
      """
      retry: 2000

      event: history
      id: 1796040000000
      data: {"stepSeconds":5,"samples":[{"at":"2026-11-30T12:00:00Z","teams":{"red":{"sent":12,
      "refused":3,"waiting":0,"slots":{"apixo":12}}}}]}

      event: overview
      data: {"at":"2026-11-30T12:00:01Z","replica":"1f0c2a9b"}

      event: sample
      id: 1796040005000
      data: {"at":"2026-11-30T12:00:05Z","teams":{}}
      """;

  private static final long RETRY_MILLIS = 2000;
  private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");

  private final AdminDoor door;
  private final LiveStream stream;

  StreamResource(AdminDoor door, LiveStream stream) {
    this.door = door;
    this.stream = stream;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "stream",
      summary = "Tells how everything stands, as it changes",
      description =
          "Server-sent events. First history: what happened in each step of 5 s of the last 15"
              + " minutes, or since Last-Event-ID; then overview each second (as GET"
              + " /admin/overview) and sample for each step that is over. A gateway that stops, and"
              + " a key that is revoked, end the stream. Whoever reads slowly misses overviews.")
  @APIResponse(
      responseCode = "200",
      description = "The events.",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              examples = @ExampleObject(name = "events", value = EXAMPLE)))
  @APIResponse(
      responseCode = "503",
      description = "50 listen already, or the gateway is about to stop; Retry-After.")
  public Multi<OutboundSseEvent> stream(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestHeader("Last-Event-ID") @Nullable String last,
      @Context Sse sse,
      @Context RoutingContext context) {
    door.enter(authorization);
    Multi<LiveEvent> events =
        context.request().method() == HttpMethod.HEAD
            ? Multi.createFrom().empty()
            : stream.join(
                Optional.ofNullable(authorization),
                Optional.ofNullable(last).filter(MILLIS.asMatchPredicate()).map(Long::parseLong),
                () -> context.request().connection().close());
    context.response().putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
    return events.map(event -> written(sse, event));
  }

  private static OutboundSseEvent written(Sse sse, LiveEvent event) {
    OutboundSseEvent.Builder written = sse.newEventBuilder();
    if (!event.id().isEmpty()) {
      written.id(event.id());
    }
    return switch (event.kind()) {
      case OPENING -> written.reconnectDelay(RETRY_MILLIS).comment("sluice").build();
      case STILL_HERE -> written.comment("still here").build();
      case HISTORY -> written.name("history").data(event.data()).build();
      case OVERVIEW -> written.name("overview").data(event.data()).build();
      case SAMPLE -> written.name("sample").data(event.data()).build();
      case END -> throw new IllegalArgumentException("the end is not told");
    };
  }
}
