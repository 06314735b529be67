package dev.sluice.front;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Tells in the document of the API, when the gateway is built, what no resource has to say for
 * itself: who may ask, which refusals are common to all of administration, and how every refusal is
 * written.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENVELOPE = "Refusal";
  private static final String TEAM_KEY = "teamKey";
  private static final String ADMIN_KEY = "adminKey";
  private static final String ADMIN_TOKEN = "adminToken";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Components components =
        Optional.ofNullable(document.getComponents()).orElseGet(OASFactory::createComponents);
    components.addSchema(ENVELOPE, envelope());
    components.addSecurityScheme(TEAM_KEY, bearer("A team's key.", Optional.empty()));
    components.addSecurityScheme(ADMIN_KEY, bearer("An administrator's key.", Optional.empty()));
    components.addSecurityScheme(
        ADMIN_TOKEN,
        bearer(
            "A token of the identity provider that sluice.admin.jwt names, with the"
                + " administrators' role.",
            Optional.of("JWT")));
    for (Described each : Described.ADMIN) {
      components.addResponse(shared(each), written(each.example()).description(each.description()));
    }
    document.setComponents(components);
    document
        .getPaths()
        .getPathItems()
        .forEach((path, item) -> item.getOperations().values().forEach(one -> tell(path, one)));
  }

  private static void tell(String path, Operation operation) {
    if (AdminPaths.cover(path)) {
      operation.setSecurity(List.of(by(ADMIN_KEY), by(ADMIN_TOKEN)));
      common(operation);
      refusals(operation, Described.ADMIN);
    } else if (PathTable.callback(path).isPresent()) {
      refusals(operation, List.of());
    } else if (PathTable.covers(path)) {
      operation.setSecurity(List.of(by(TEAM_KEY)));
      refusals(operation, Described.TEAM);
    }
  }

  /** What the resource tells itself is more exact, and stays. */
  private static void common(Operation operation) {
    APIResponses responses = operation.getResponses();
    for (Described each : Described.ADMIN) {
      if (applies(each.when(), operation) && !responses.hasAPIResponse(each.status())) {
        responses.addAPIResponse(
            each.status(),
            OASFactory.createAPIResponse().ref("#/components/responses/" + shared(each)));
      }
    }
  }

  private static boolean applies(Described.When when, Operation operation) {
    boolean body = operation.getRequestBody() != null;
    return switch (when) {
      case ALWAYS -> true;
      case ASKED ->
          body
              || Stream.ofNullable(operation.getParameters())
                  .flatMap(List::stream)
                  .anyMatch(each -> each.getIn() == Parameter.In.QUERY);
      case BODY -> body;
      case WHERE_TOLD -> false;
    };
  }

  /** Every refusal that is told in words alone is shown as it is written, too. */
  private static void refusals(Operation operation, List<Described> known) {
    operation
        .getResponses()
        .getAPIResponses()
        .forEach(
            (status, response) -> {
              if (response.getRef() == null && response.getContent() == null) {
                example(known, status, response).ifPresent(refusal -> write(refusal, response));
              }
            });
  }

  private static Optional<Refusal> example(
      List<Described> known, String status, APIResponse response) {
    return Described.of(known, status)
        .map(Described::example)
        .or(
            () ->
                Stream.of(Reason.values())
                    .filter(reason -> status.equals(Integer.toString(reason.status())))
                    .findFirst()
                    .map(reason -> Refusal.of(reason, response.getDescription())));
  }

  private static APIResponse written(Refusal refusal) {
    APIResponse response = OASFactory.createAPIResponse();
    write(refusal, response);
    return response;
  }

  private static void write(Refusal refusal, APIResponse response) {
    RefusalWriter.Written written = RefusalWriter.write(refusal, null);
    response.setContent(content(written));
    written.headers().forEach((name, value) -> response.addHeader(name, header(value)));
  }

  private static Content content(RefusalWriter.Written written) {
    return OASFactory.createContent()
        .addMediaType(
            written.contentType(),
            OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref("#/components/schemas/" + ENVELOPE))
                .addExample("refusal", OASFactory.createExample().value(read(written.body()))));
  }

  private static Map<String, Object> read(byte[] body) {
    try {
      return JSON.readValue(body, new TypeReference<>() {});
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Header header(String value) {
    return OASFactory.createHeader().schema(text()).example(value);
  }

  private static Schema envelope() {
    List<String> required =
        new ArrayList<>(
            List.of("code", "message", "msg", "data", "type", "title", "status", "detail"));
    return of(SchemaType.OBJECT)
        .description(
            "Every refusal: the vendor's envelope (code, message, msg, data) and problem details"
                + " (RFC 9457) in one. violated-policies names the limits that refused.")
        .required(required)
        .addProperty("code", of(SchemaType.INTEGER))
        .addProperty("message", text())
        .addProperty("msg", text())
        .addProperty("data", of(SchemaType.NULL))
        .addProperty("type", text().format("uri-reference"))
        .addProperty("title", text())
        .addProperty("status", of(SchemaType.INTEGER))
        .addProperty("detail", text())
        .addProperty("violated-policies", of(SchemaType.ARRAY).items(text()));
  }

  private static Schema text() {
    return of(SchemaType.STRING);
  }

  private static Schema of(SchemaType type) {
    return OASFactory.createSchema().addType(type);
  }

  private static SecurityScheme bearer(String description, Optional<String> format) {
    SecurityScheme scheme =
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description(description);
    format.ifPresent(scheme::setBearerFormat);
    return scheme;
  }

  private static SecurityRequirement by(String scheme) {
    return OASFactory.createSecurityRequirement().addScheme(scheme);
  }

  private static String shared(Described refusal) {
    return "Admin" + refusal.status();
  }
}
