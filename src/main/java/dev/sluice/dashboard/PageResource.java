package dev.sluice.dashboard;

import dev.sluice.passage.Doorman;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Serves the pages to whoever asks: they hold nothing that needs a key. */
@Singleton
@Path("/")
@NonBlocking
final class PageResource {

  private final Pages pages;
  private final Doorman doorman;

  PageResource(Pages pages, Doorman doorman) {
    this.pages = pages;
    this.doorman = doorman;
  }

  /**
   * The dashboard.
   *
   * @throws RefusedException 404 where nobody may administer
   */
  @GET
  @Path("dashboard")
  @Operation(hidden = true)
  public Response dashboard(@RestHeader("If-None-Match") @Nullable String known) {
    if (!doorman.hasWhomToLetIn()) {
      throw nothingHere();
    }
    return answer(pages.dashboard(), known);
  }

  /** A team's page. */
  @GET
  @Path("me.html")
  @Operation(hidden = true)
  public Response me(@RestHeader("If-None-Match") @Nullable String known) {
    return answer(pages.me(), known);
  }

  /**
   * A script or a style.
   *
   * @throws RefusedException 404 for what no page loads
   */
  @GET
  @Path("pages/{name}")
  @Operation(hidden = true)
  public Response asset(
      @RestPath String name, @RestHeader("If-None-Match") @Nullable String known) {
    return answer(pages.asset(name).orElseThrow(PageResource::nothingHere), known);
  }

  private static Response answer(PageFile file, @Nullable String known) {
    Response.ResponseBuilder answer =
        file.isKnownBy(Optional.ofNullable(known))
            ? Response.notModified()
            : Response.ok(file.content()).header("Content-Type", file.type());
    file.headers().forEach(answer::header);
    return answer.build();
  }

  private static RefusedException nothingHere() {
    return new RefusedException(Refusal.of(Reason.NOT_FOUND, "There is nothing at this path."));
  }
}
