package dev.sluice.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.PackagedGateway;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged gateway for tests that send it what must go no further: after each test its sandbox
 * has seen nothing, and at the end a good submit passes, is the first that the sandbox sees, and
 * the log holds no surprise.
 */
final class UntouchedUpstream implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  /** The header lines of a submit that would be served. */
  static final String JSON = RawHttp.KEY + "Content-Type: application/json\r\n";

  private PackagedGateway gateway;

  /** The gateway's address. */
  URI server() {
    return gateway.uri("");
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    gateway = PackagedGateway.start(Map.of("sluice.body-timeout", "1s"));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    assertThat(stats().at("/accepted").intValue()).isZero();
    assertThat(stats().at("/refused").intValue()).isZero();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    try {
      byte[] good = VendorClient.GOOD.getBytes(UTF_8);
      assertThat(RawHttp.submit(server(), JSON, good).status()).isEqualTo(200);
      assertThat(stats().at("/submits").intValue()).isEqualTo(1);
      assertThat(String.join("\n", gateway.log()))
          .doesNotContain("ERROR")
          .doesNotContain("Exception");
    } finally {
      gateway.close();
    }
  }

  private JsonNode stats() throws IOException {
    return VendorClient.json(RawHttp.ask(server(), "GET", "/sandbox/stats", "").bytes());
  }
}
