package dev.sluice.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testing.PackagedGateway;
import io.restassured.response.Response;

/** A team's plain client of Kie's paths, and what the vendor's page for flux-2 has it send. */
record KieClient(VendorClient plain) {

  static final String CREATE = "/api/v1/jobs/createTask";
  static final String MODEL = "flux-2/flex-text-to-image";

  static KieClient of(PackagedGateway gateway, String key) {
    return new KieClient(VendorClient.of(gateway, key));
  }

  /** Straight to the gateway's built-in upstream. */
  static KieClient ofSandbox(PackagedGateway gateway) {
    return new KieClient(VendorClient.ofSandbox(gateway));
  }

  /** The page's example with another prompt. */
  static String body(String prompt) {
    return "{\"model\":\"%s\",\"input\":{\"prompt\":\"%s\",\"aspect_ratio\":\"1:1\",\"resolution\":\"1K\"}}"
        .formatted(MODEL, prompt);
  }

  /** The same with a callback. */
  static String body(String prompt, String callBackUrl) {
    return body(prompt).replace(",\"input\"", ",\"callBackUrl\":\"" + callBackUrl + "\",\"input\"");
  }

  /**
   * @param headers names and values in turn
   */
  Response create(String body, String... headers) {
    return plain.post(CREATE, body.getBytes(UTF_8), headers);
  }

  Response record(String taskId, String... headers) {
    return plain.get("/api/v1/jobs/recordInfo?taskId=" + taskId, headers);
  }

  Response credit() {
    return plain.get("/api/v1/chat/credit");
  }

  /** What of the vendor's words a team may see: all but the echo of the request and the balance. */
  static String forTeam(Response answer) {
    return answer
        .asString()
        .replaceAll(",\"param\":\"(?:[^\"\\\\]|\\\\.)*\"", "")
        .replaceAll(",\"remainedCredits\":\\d+", "");
  }
}
