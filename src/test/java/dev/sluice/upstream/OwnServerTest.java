package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OwnServerTest {

  @Inject OwnServer own;

  @TestHTTPResource("/sandbox")
  URI sandbox;

  @Test
  void theSandboxIsWhereTheGatewayListens() {
    assertThat(sandbox.getPort()).isPositive();
    assertThat(own.sandbox())
        .isEqualTo(URI.create("http://127.0.0.1:%d/sandbox".formatted(sandbox.getPort())));
  }
}
