package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.PackagedGateway;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class StoppingIT {

  private static final Pattern TASK = Pattern.compile("\"taskId\":\"([0-9a-f]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aPollThatIsHeldIsAnsweredWhenTheGatewayIsToldToStop() throws Exception {
    try (PackagedGateway gateway = PackagedGateway.start(Map.of());
        Socket held = new Socket("127.0.0.1", gateway.port())) {
      held.setSoTimeout(15_000);
      String status = "/api/v1/statusTask/flux2?taskId=" + submit(gateway);
      held.getOutputStream().write(poll(status).getBytes(StandardCharsets.US_ASCII));
      assertThat(say(team(gateway, status))).contains("\"pending\"");

      gateway.process().destroy();

      String answer = new String(held.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"code\":200");
    }
  }

  private String submit(PackagedGateway gateway) throws Exception {
    String body = "{\"input\":{\"prompt\":\"[slow:60s] a castle\"}}";
    HttpRequest.Builder submit =
        team(gateway, "/api/v1/generateTask/flux2")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    Matcher task = TASK.matcher(say(submit));
    assertThat(task.find()).isTrue();
    return task.group(1);
  }

  private String say(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }

  private static HttpRequest.Builder team(PackagedGateway gateway, String path) {
    return HttpRequest.newBuilder(gateway.uri(path)).header("Authorization", "Bearer demo-key");
  }

  private static String poll(String status) {
    return "GET %s HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer demo-key\r\nPrefer: wait=60\r\nConnection: close\r\n\r\n"
        .formatted(status);
  }
}
