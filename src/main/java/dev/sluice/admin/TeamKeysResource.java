package dev.sluice.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.settings.Reading;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The keys of teams. */
@Singleton
@Path("/admin/teams/{team}/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
final class TeamKeysResource {

  private static final Duration LONGEST_GRACE = Duration.ofDays(90);

  /** Years of more than four digits are no dates that others read. */
  private static final Instant TOO_LATE = Instant.parse("+10000-01-01T00:00:00Z");

  private final AdminDoor door;
  private final TeamDesk desk;

  TeamKeysResource(AdminDoor door, TeamDesk desk) {
    this.door = door;
    this.desk = desk;
  }

  @POST
  @Operation(
      operationId = "mintKey",
      summary = "Makes a key",
      description = "It is shown here and never again: only its digest is kept.")
  @RequestBody(
      required = false,
      description = "May be left out, or name when the key ends.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema =
                  @Schema(
                      type = SchemaType.OBJECT,
                      properties =
                          @SchemaProperty(
                              name = "expires",
                              type = SchemaType.STRING,
                              format = "date-time")),
              examples = @ExampleObject(name = "an end", value = TeamExamples.KEYS_END)))
  @APIResponse(
      responseCode = "201",
      description = "The key.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NewKey.class),
              examples = @ExampleObject(name = "key", value = TeamExamples.KEY)))
  @APIResponse(responseCode = "409", description = "Declared in the files, or too many keys.")
  public Uni<Response> mint(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestPath String team,
      byte @Nullable [] body) {
    String who = door.enter(authorization);
    return StoreAway.told(desk.mint(who, team, expires(body)).map(TeamKeysResource::created));
  }

  @DELETE
  @Path("/{keyId}")
  @Operation(operationId = "revokeKey", summary = "Revokes a key, at once")
  @APIResponse(responseCode = "204", description = "It is no key any more.")
  public Uni<Void> revoke(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestPath String team,
      @RestPath String keyId) {
    String who = door.enter(authorization);
    return StoreAway.told(desk.revoke(who, team, keyId));
  }

  @POST
  @Path("/{keyId}/rotate")
  @Operation(
      operationId = "rotateKey",
      summary = "Makes a key in the place of another",
      description = "Both work through the grace (24h unless it is named, at most 90d).")
  @APIResponse(
      responseCode = "201",
      description = "The new key, and when the old one ends.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NewKey.class),
              examples = @ExampleObject(name = "key", value = TeamExamples.ROTATED_KEY)))
  @APIResponse(responseCode = "409", description = "Declared in the files, or too many keys.")
  public Uni<Response> rotate(
      @RestHeader("Authorization") @Nullable String authorization,
      @RestPath String team,
      @RestPath String keyId,
      @RestQuery @Nullable String grace) {
    String who = door.enter(authorization);
    Duration length = grace(Optional.ofNullable(grace).orElse("24h"));
    return StoreAway.told(desk.rotate(who, team, keyId, length).map(TeamKeysResource::created));
  }

  private static Response created(TeamDesk.Minted minted) {
    return Response.status(Response.Status.CREATED)
        .header("Cache-Control", "no-store")
        .entity(NewKey.of(minted))
        .build();
  }

  static Optional<Instant> expires(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      return Optional.empty();
    }
    JsonNode written = TeamBody.object(body);
    for (var member : written.properties()) {
      if (!member.getKey().equals("expires")) {
        throw Asking.malformed("the only member of a new key is expires");
      }
    }
    JsonNode expires = written.path("expires");
    if (expires.isMissingNode() || expires.isNull()) {
      return Optional.empty();
    }
    try {
      Instant end = Instant.parse(expires.asText());
      if (end.isBefore(TOO_LATE)) {
        return Optional.of(end);
      }
    } catch (DateTimeException noMoment) {
      throw Asking.malformed("expires: has to be a moment such as 2027-01-31T00:00:00Z");
    }
    throw Asking.malformed(
        "expires: has to lie before the year 10000; left out, the key stays one");
  }

  private static Duration grace(String written) {
    try {
      Duration grace = Reading.durationOf(written);
      if (!grace.isNegative() && grace.compareTo(LONGEST_GRACE) <= 0) {
        return grace;
      }
    } catch (DateTimeException | ArithmeticException noDuration) {
      throw Asking.malformed("grace: has to be a duration such as 0s, 30m, 24h or 7d");
    }
    throw Asking.malformed("grace: has to be from 0s to 90d");
  }
}
