package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.task.UsageQuestion;
import dev.sluice.task.UsageQuestion.Grouping;
import dev.sluice.task.UsageReports;
import dev.sluice.task.UsageRow;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Who used what. */
@Singleton
@Path("/admin/usage")
@Tag(name = "Administration")
final class UsageResource {

  private static final String CSV = "text/csv";
  private static final Duration COME_BACK = Duration.ofSeconds(5);
  private static final List<String> FIGURES = List.of("success", "failed", "unknown", "tasks");

  private final AdminDoor door;
  private final UsageReports reports;
  private final Clock clock;

  UsageResource(AdminDoor door, UsageReports reports, Clock clock) {
    this.door = door;
    this.reports = reports;
    this.clock = clock;
  }

  /**
   * What was used.
   *
   * @param from the first day, ISO 8601
   * @param to the last day
   */
  record Used(String from, String to, List<Row> rows) {}

  /**
   * What tasks have in common, null where it was not told apart, and how they ended.
   *
   * @param unknown the outcome is not known
   * @param tasks the sum
   */
  record Row(
      @Nullable String team,
      @Nullable String model,
      @Nullable String provider,
      @Nullable String day,
      long success,
      long failed,
      long unknown,
      long tasks) {

    static Row of(UsageRow row) {
      UsageRow.Group group = row.group();
      return new Row(
          told(group.team()),
          told(group.model()),
          told(group.provider()),
          told(group.day()),
          row.success(),
          row.failed(),
          row.unknown(),
          row.tasks());
    }

    private static @Nullable String told(String text) {
      return text.isEmpty() ? null : text;
    }
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, CSV, MediaType.TEXT_HTML})
  @Operation(
      operationId = "readUsage",
      summary = "Tells who used what",
      description =
          "Counts tasks on the day (UTC) on which their end was found out, each once; those that are"
              + " still open are not in it. `unknown`: the upstream does not know the task any more,"
              + " it grew too old, or the submit's answer was lost and nobody heard of a task until"
              + " its hold was over: it may have run. Teams that were deleted are still told of. A"
              + " day is kept for 400 days. At most 20000 rows. In CSV, a cell that begins with"
              + " =, +, - or @ has an apostrophe before it.")
  @APIResponse(
      responseCode = "200",
      description = "By team, model, provider and day, as far as they are told apart.",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Used.class),
            examples =
                @ExampleObject(
                    name = "usage",
                    value =
                        "{\"from\":\"2026-11-01\",\"to\":\"2026-11-30\",\"rows\":[{\"team\":\"red\","
                            + "\"model\":\"flux2\",\"provider\":\"auto\",\"day\":null,"
                            + "\"success\":120,\"failed\":3,\"unknown\":1,\"tasks\":124}]}")),
        @Content(
            mediaType = CSV,
            schema = @Schema(implementation = String.class),
            examples =
                @ExampleObject(
                    name = "usage",
                    value =
                        "team,model,provider,success,failed,unknown,tasks\r\n"
                            + "red,flux2,auto,120,3,1,124\r\n"))
      })
  @APIResponse(responseCode = "503", description = "The store is away, or slow; Retry-After.")
  @APIResponse(
      responseCode = "400",
      description = "A parameter cannot be read, or the answer is too large; the detail names it.")
  public Uni<Response> usage(
      @RestHeader("Authorization") @Nullable String authorization,
      @Parameter(description = "The first day (UTC), 2026-01-31; as `to` by default.") @RestQuery
          @Nullable String from,
      @Parameter(description = "The last day (UTC), included; today by default.") @RestQuery
          @Nullable String to,
      @Parameter(description = "Any of team, model, provider, day; team,model,provider by default.")
          @RestQuery
          @Nullable String by,
      @Parameter(description = "The only team that counts.") @RestQuery @Nullable String team,
      @Parameter(description = "json or csv; by Accept otherwise.") @RestQuery
          @Nullable String format,
      @Context HttpHeaders headers) {
    door.enter(authorization);
    boolean csv = csv(format, headers);
    UsageQuestion question =
        new UsageReading(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
            .question(from, to, by, team);
    return StoreAway.asked(reports.read(question))
        .onFailure(UsageReports.GivenUp.class)
        .transform(failure -> givenUp((UsageReports.GivenUp) failure))
        .map(rows -> csv ? table(question, rows) : json(question, rows));
  }

  /** A browser's {@code text/html} is taken above, and answered in JSON as well. */
  private static boolean csv(@Nullable String format, HttpHeaders headers) {
    if (format == null) {
      MediaType first =
          headers.getAcceptableMediaTypes().stream()
              .filter(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || isCsv(type))
              .findFirst()
              .orElse(MediaType.APPLICATION_JSON_TYPE);
      return isCsv(first);
    }
    return switch (format) {
      case "csv" -> true;
      case "json" -> false;
      default -> throw UsageReading.bad("format", "allowed are json and csv");
    };
  }

  private static boolean isCsv(MediaType type) {
    return type.getType().equals("text")
        && (type.getSubtype().equals("csv") || type.isWildcardSubtype());
  }

  private static Response json(UsageQuestion question, List<UsageRow> rows) {
    Used used =
        new Used(
            question.from().toString(),
            question.to().toString(),
            rows.stream().map(Row::of).toList());
    return Response.ok(used, MediaType.APPLICATION_JSON_TYPE).build();
  }

  private static Response table(UsageQuestion question, List<UsageRow> rows) {
    List<Grouping> told = Stream.of(Grouping.values()).filter(question.by()::contains).toList();
    List<String> head = new ArrayList<>(told.stream().map(UsageReading::word).toList());
    head.addAll(FIGURES);
    Csv csv = new Csv().line(head);
    for (UsageRow row : rows) {
      List<String> cells = new ArrayList<>();
      told.forEach(grouping -> cells.add(cell(grouping, row.group())));
      Stream.of(row.success(), row.failed(), row.unknown(), row.tasks())
          .forEach(figure -> cells.add(Long.toString(figure)));
      csv.line(cells);
    }
    String name = "usage-%s-%s.csv".formatted(question.from(), question.to());
    return Response.ok(csv.toString(), CSV + ";charset=UTF-8")
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .build();
  }

  private static String cell(Grouping grouping, UsageRow.Group group) {
    return switch (grouping) {
      case TEAM -> group.team();
      case MODEL -> group.model();
      case PROVIDER -> group.provider();
      case DAY -> group.day();
    };
  }

  private static RefusedException givenUp(UsageReports.GivenUp why) {
    return why.tooLarge()
        ? UsageReading.bad(
            "by",
            why.getMessage() + "; group by less, name a team, or ask for a shorter span of days")
        : new RefusedException(
            Refusal.of(
                    Reason.UNAVAILABLE,
                    "The report was given up: %s. Ask for fewer days, or for one team."
                        .formatted(why.getMessage()))
                .retryAfter(COME_BACK));
  }
}
