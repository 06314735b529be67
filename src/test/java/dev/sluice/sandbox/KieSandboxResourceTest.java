package dev.sluice.sandbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kie's paths of the sandbox over HTTP, with windows of their own for creates and reads. */
@QuarkusTest
@TestProfile(KieSandboxResourceTest.StrictKie.class)
class KieSandboxResourceTest {

  private static final String JOBS = "/sandbox/api/v1/jobs/";

  public static final class StrictKie implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.test-port", "0",
          "sluice.sandbox.windows", "3/1h create,4/1h read",
          "sluice.upstreams.sandbox.requests-per-minute", "10000");
    }
  }

  @Test
  void createsAndReadsAreLimitedApartAndCountedApart() {
    given().post(JOBS + "createTask").then().statusCode(401).body("code", equalTo(401));
    create("{\"model\":\"m\",\"input\":{}}")
        .then()
        .statusCode(422)
        .body("msg", equalTo("prompt is required"));
    Response created = create("{\"model\":\"m\",\"input\":{\"prompt\":\"a cat [slow:1h]\"}}");
    created
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("msg", equalTo("success"))
        .body("data.taskId", matchesPattern("[0-9a-f]{32}"));
    create("{\"model\":\"m\",\"input\":{\"prompt\":\"a cat [code:455]\"}}")
        .then()
        .statusCode(200)
        .body("code", equalTo(455));

    Response tooMany = create("{\"model\":\"m\",\"input\":{\"prompt\":\"a cat\"}}");

    assertThat(tooMany.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(tooMany.header("Retry-After"))).isBetween(3000, 3600);
    record(created.path("data.taskId"))
        .then()
        .statusCode(200)
        .body("data.state", equalTo("waiting"))
        .body("data.model", equalTo("m"));
    record("task_1").then().statusCode(422).body("msg", equalTo("recordInfo is null"));
    withKey().get(JOBS + "recordInfo").then().statusCode(400);
    withKey().get("/sandbox/api/v1/chat/credit").then().statusCode(200).body("data", equalTo(9999));
    withKey().get("/sandbox/api/v1/chat/credit").then().statusCode(429);
    given()
        .get("/sandbox/stats")
        .then()
        .body("windows[0].limit", equalTo("3/3600s create"))
        .body("windows[0].largest", equalTo(3))
        .body("windows[1].limit", equalTo("4/3600s read"))
        .body("windows[1].largest", equalTo(4))
        .body("refusedForRate", equalTo(2));
  }

  private static Response create(String body) {
    return withKey().contentType("application/json").body(body).post(JOBS + "createTask");
  }

  private static Response record(String taskId) {
    return withKey().get(JOBS + "recordInfo?taskId=" + taskId);
  }

  private static RequestSpecification withKey() {
    return given().header("Authorization", "Bearer sandbox-key");
  }
}
