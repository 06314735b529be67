package dev.sluice.redis;

import static dev.sluice.redis.Links.failure;
import static dev.sluice.redis.Links.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.redis.StoreFailure.Kind;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.TestCertificate;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisOptions;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link over TLS. */
@Tag("untimed")
@Timeout(60)
class RedisTlsIT {

  @Test
  void aServerWithATrustedCertificateIsUsedAndAnyOtherIsNot() {
    try (TestCertificate own = TestCertificate.make();
        TestCertificate other = TestCertificate.make()) {
      assumeTrue(RedisServer.canTls(own), "skipped: this Redis was built without TLS");
      try (RedisServer redis = RedisServer.setup().tls(own).password("open-sesame").start();
          Links links = Links.of(trusting(own, redis)).awaited();
          Links misled = Links.of(trusting(other, redis))) {
        assertThat(redis.hosts()).startsWith("rediss://");
        assertThat(links.ask("SET", "a", "1")).isEqualTo("OK");
        assertThat(redis.command("GET", "a")).isEqualTo("1");

        redis.restart();
        Awaitility.await().ignoreExceptions().until(() -> links.ask("SET", "b", "1").equals("OK"));
        assertThat(misled.link().reached()).isFalse();
        assertThat(failure(misled.link().send(request("PING"))).kind()).isEqualTo(Kind.NEVER_SENT);
      }
    }
  }

  private static RedisOptions trusting(TestCertificate certificate, RedisServer redis) {
    return new RedisOptions()
        .setPassword("open-sesame")
        .setEndpoints(List.of(redis.hosts()))
        .setNetClientOptions(
            new NetClientOptions()
                .setSsl(true)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(
                    new PemTrustOptions().addCertPath(certificate.certificate().toString())));
  }
}
