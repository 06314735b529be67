package dev.sluice.front;

import static io.restassured.RestAssured.given;
import static io.restassured.config.DecoderConfig.decoderConfig;
import static io.restassured.config.EncoderConfig.encoderConfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.PackagedGateway;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A team's plain client: sends the header that curl sends and nothing of its own invention, and
 * takes answers as bytes.
 *
 * @param base the origin, and for the sandbox its prefix
 * @param key what it presents
 */
record VendorClient(URI base, String key) {

  /** A body that the sandbox accepts. */
  static final String GOOD = "{\"input\":{\"prompt\":\"a cat\"}}";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final RestAssuredConfig AS_IT_IS =
      RestAssuredConfig.config()
          .encoderConfig(encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false))
          .decoderConfig(decoderConfig().noContentDecoders());

  static VendorClient of(PackagedGateway gateway, String key) {
    return new VendorClient(gateway.uri(""), key);
  }

  /** Straight to the gateway's built-in upstream. */
  static VendorClient ofSandbox(PackagedGateway gateway) {
    return new VendorClient(gateway.uri("/sandbox"), "sandbox-key");
  }

  /**
   * @param headers names and values in turn
   */
  Response submit(String model, String body, String... headers) {
    return post("/api/v1/generateTask/" + model, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Response submit(SeedCurl curl) {
    return post(curl.target(), curl.body());
  }

  Response status(String model, String taskId, String... headers) {
    return get("/api/v1/statusTask/" + model + "?taskId=" + taskId, headers);
  }

  Response balance() {
    return get("/api/v1/apikeys/current-balance");
  }

  Response get(String target, String... headers) {
    return asking(headers).get(base + target);
  }

  Response delete(String target) {
    return asking().delete(base + target);
  }

  Response put(String target, byte[] body) {
    return asking().header("Content-Type", "application/json").body(body).put(base + target);
  }

  Response post(String target, byte[] body, String... headers) {
    return asking(headers)
        .header("Content-Type", "application/json")
        .body(body)
        .post(base + target);
  }

  private RequestSpecification asking(String... headers) {
    RequestSpecification asking =
        given()
            .config(AS_IT_IS)
            .urlEncodingEnabled(false)
            .header("User-Agent", "curl/7.88.1")
            .header("Accept", "*/*")
            .header("Authorization", "Bearer " + key);
    for (int i = 0; i < headers.length; i += 2) {
      asking = asking.header(headers[i], headers[i + 1]);
    }
    return asking;
  }

  static JsonNode json(Response response) {
    return json(response.asByteArray());
  }

  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of an object's members, in their order. */
  static List<String> members(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The id of a submit that was accepted. */
  static String taskId(Response submitted) {
    if (submitted.statusCode() != 200) {
      throw new AssertionError(submitted.statusCode() + " " + submitted.asString());
    }
    return json(submitted).at("/data/taskId").textValue();
  }

  static String state(Response status) {
    return json(status).at("/data/state").asText();
  }
}
