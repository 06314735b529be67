package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.team.Glob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetGuardTest {

  /** The widest patterns there are: they catch everything and name nothing. */
  private static final List<String> WIDE = List.of("*://*:*/*", "http://[*]:*/*", "http://*.*:*/*");

  /** Patterns that name what must not be called whoever names it. */
  private static final List<String> NAMING =
      List.of(
          "*://*host:*/*",
          "*://*.internal:*/*",
          "*://metadata*:*/*",
          "*://*.svc:*/*",
          "http://127.*:*/*",
          "http://169.*:*/*",
          "http://0.*:*/*",
          "http://[::*]:*/*",
          "http://[fe80:*]:*/*",
          "http://[fd00:*]:*/*",
          "http://[64:*]:*/*");

  private final TargetGuard guard = new TargetGuard(new TargetRules(false, List.of(), List.of()));
  private final TargetGuard onALaptop =
      new TargetGuard(new TargetRules(true, List.of(), List.of()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://your-server.com/webhook/apixo",
        "http://hooks.example.com",
        "HTTPS://Hooks.Example.COM:8443/a/b?c=d&e=%20",
        "https://hooks.example.com./x",
        "https://xn--bcher-kva.example/x",
        "https://93.184.216.34/x",
        "https://[2606:2800:220:1::1]:444/x",
        "https://11.0.0.1/",
        "https://172.15.255.255/",
        "https://172.32.0.0/",
        "https://192.169.0.1/",
        "https://100.63.255.255/",
        "https://100.128.0.0/",
        "https://[::ffff:8.8.8.8]/",
        "https://[64:ff9b::808:808]/",
        "https://local.example.com/",
        "https://svc.example.com/.well-known/x..y"
      })
  void aPublicAddressNeedsNoPattern(String url) {
    assertThat(guard.objection(url, List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.0.1/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://METADATA.google.internal./",
        "http://metadata.goog/",
        "http://metadata/",
        "http://100.100.100.200/",
        "http://192.0.0.192/",
        "http://168.63.129.16/",
        "http://0.0.0.0/",
        "http://0.1.2.3:8080/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[febf::1]/",
        "http://[ff02::1]/",
        "http://[fd00:ec2::254]/",
        "http://[FD00:0EC2:0:0:0:0:0:254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
        "http://[::a9fe:a9fe]/",
        "http://[::169.254.169.254]/",
        "http://[::ffff:0:a9fe:a9fe]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[64:ff9b:1::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::1]/",
        "http://[2001:0:1:2:3:4:5:6]/",
        "http://kubernetes.default.svc/api",
        "https://kubernetes.default.svc.cluster.local/"
      })
  void someAddressesAreNeverCalledWhoeverAllowsWhat(String url) {
    assertThat(guard.objection(url, List.of())).isPresent();
    assertThat(onALaptop.objection(url, WIDE)).get().asString().contains("never called");
    assertThat(onALaptop.objection(url, NAMING)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/q/metrics",
        "http://127.255.255.254/",
        "http://localhost/",
        "http://LocalHost.:9000/",
        "http://redis.localhost/",
        "http://localhost.localdomain/",
        "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/"
      })
  void loopbackIsCalledOnlyWhereTheOperatorAllowsIt(String url) {
    assertThat(guard.objection(url, List.of())).get().asString().contains("loopback");
    assertThat(guard.objection(url, WIDE)).get().asString().contains("loopback");
    assertThat(guard.objection(url, NAMING)).get().asString().contains("loopback");
    assertThat(onALaptop.objection(url, List.of())).isEmpty();
    assertThat(onALaptop.objection(url, List.of("https://*.example.com/*"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://0x7F.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://127.0.0.1./",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://127.000.000.001/",
        "http://0x7f.0x0.0x0.0x1/",
        "http://2852039166/",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://example.1/",
        "http://example.0x1/",
        "http://[fe80::1%25eth0]/",
        "http://[::ffff:0177.0.0.1]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[1::2::3]/",
        "http://[::1/",
        "http://[]/",
        "http://①②⑦.⓪.⓪.①/",
        "http://１２７.0.0.1/",
        "http://loc%61lhost/",
        "http://127.0.0.1%2f@example.com/",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://@example.com/",
        "http://127.0.0.1:80@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://example.com#@127.0.0.1/",
        "http://example.com/#fragment",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:99999999999/",
        "http://example.com:-1/",
        "http://example.com:+80/",
        "http://example..com/",
        "http://-example.com/",
        "http://a_b.example.com/",
        "http://*.example.com/",
        "http:///x",
        "http:example.com",
        "https://...",
        "//example.com/x",
        "/x",
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "jar:http://example.com/!/",
        "http://example.com/\r\nHost: x",
        "http://example.com/a b",
        " http://example.com/",
        "http://example.com/\u0000",
        "http://example.com/é",
        "http://example.com/a/../b",
        "http://example.com/a/%2E%2e/b",
        "http://example.com/a/%2e%2e%2fb",
        "http://example.com/./b",
        ""
      })
  void whatTwoReadersCouldReadDifferentlyIsRefused(String url) {
    assertThat(onALaptop.objection(url, List.of())).isPresent();
    assertThat(onALaptop.objection(url, WIDE)).isPresent();
  }

  @Test
  void anEndlessUrlIsRefused() {
    String url = "https://example.com/" + "a".repeat(Target.MAX_LENGTH);
    assertThat(guard.objection(url, List.of())).get().asString().contains("longer");
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.1.2.3/x,               http://10.*/*",
    "http://10.1.2.3/x,               http://10.1.2.3",
    "http://172.16.0.1/,              http://172.*",
    "http://172.31.255.255/,          http://172.31.*",
    "http://192.168.1.1:8080/,        http://192.168.1.1:8080/*",
    "http://100.64.0.1/,              http://100.64.*",
    "http://198.18.0.1/,              http://198.18.*",
    "http://[fd12::1]:81/,            http://[fd12:*]:81/*",
    "http://[fd12:0:0:0::1]/,         http://[fd12::1]/*",
    "http://[fc00::1]/,               http://[fc00:0:0::1]",
    "http://[fec0::1]/,               http://[fec0:*]",
    "http://hooks/x,                  http://hooks/*",
    "http://worker-7:8080/x,          http://worker-*:*/*",
    "http://nas.local/x,              http://*.local/*",
    "http://a.b.internal/x,           http://*.internal/*",
    "http://hooks.marketing.svc:99/x, http://*.marketing.svc:*/*",
    "http://h.m.svc.cluster.local/x,  http://*.m.svc.cluster.local/*"
  })
  void aPrivateTargetIsCalledOnlyWhereAPatternNamesIt(String url, String pattern) {
    assertThat(guard.objection(url, List.of())).get().asString().contains("private");
    assertThat(guard.objection(url, WIDE)).get().asString().contains("private");
    assertThat(guard.objection(url, List.of("*://*:*/*", pattern))).isEmpty();
    assertThat(guard.objection(url, List.of(pattern))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.marketing.example.com/x,      https://*.marketing.example.com/*,  true",
    "https://a.b.marketing.example.com/x/y,  https://*.marketing.example.com/*,  true",
    "https://A.Marketing.EXAMPLE.com/x,      https://*.MARKETING.example.com/*,  true",
    "https://a.marketing.example.com:443/x,  https://*.marketing.example.com/*,  true",
    "https://a.marketing.example.com./x,     https://*.marketing.example.com/*,  true",
    "https://a.marketing.example.com?x=1,    https://*.marketing.example.com/*,  true",
    "http://a.marketing.example.com/x,       https://*.marketing.example.com/*,  false",
    "https://a.marketing.example.com:444/x,  https://*.marketing.example.com/*,  false",
    "https://marketing.example.com/x,        https://*.marketing.example.com/*,  false",
    "https://evilmarketing.example.com/x,    https://*.marketing.example.com/*,  false",
    "https://evil.com/.marketing.example.com/x,  https://*.marketing.example.com/*, false",
    "https://evil.com/?.marketing.example.com/x, https://*.marketing.example.com/*, false",
    "https://a.marketing.example.com.evil.com/x, https://*.marketing.example.com/*, false",
    "https://evil.com:443/.marketing.example.com/, https://*.marketing.example.com/*, false",
    "https://hooks.example.com/a/b,          https://hooks.example.com,          true",
    "https://hooks.example.com/a/b,          https://hooks.example.com/a/*,      true",
    "https://hooks.example.com/A/b,          https://hooks.example.com/a/*,      false",
    "https://hooks.example.com/b,            https://hooks.example.com/a/*,      false",
    "https://hooks.example.com/a?x=1,        https://hooks.example.com/a,        true",
    "https://hooks.example.com/a?x=1,        https://hooks.example.com/a?x=*,    true",
    "https://hooks.example.com/a?y=1,        https://hooks.example.com/a?x=*,    false",
    "https://hooks.example.com:8443/,        https://hooks.example.com:8443/*,   true",
    "https://hooks.example.com:8443/,        https://hooks.example.com:*/*,      true",
    "http://hooks.example.com/,              *://hooks.example.com/*,            true",
    "http://hooks.example.com:443/,          *://hooks.example.com/*,            false",
    "https://10.evil.com/,                   https://10.*/*,                     false",
    "https://8.8.8.8/,                       https://8.8.*/*,                    true",
    "https://hooks.example.com/,             nonsense,                           false"
  })
  void whereATeamHasPatternsOneMustMatch(String url, String pattern, boolean allowed) {
    assertThat(guard.objection(url, List.of(pattern)).isEmpty()).isEqualTo(allowed);
    assertThat(guard.objection(url, List.of("https://other.example/*", pattern)).isEmpty())
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://redis.example.com/",
        "https://REDIS.example.com./",
        "https://11.1.2.3/",
        "https://[::ffff:11.1.2.3]/",
        "https://[2606::1]/"
      })
  void whatTheOperatorDeniesIsNeverCalled(String url) {
    var denying =
        new TargetGuard(
            new TargetRules(
                false,
                List.of(Cidr.of("11.1.0.0/16"), Cidr.of("2606::/24")),
                List.of(new Glob("redis.*"))));

    assertThat(guard.objection(url, List.of())).isEmpty();
    assertThat(denying.objection(url, List.of())).get().asString().contains("denies");
    assertThat(denying.objection(url, List.of("*://*/*"))).get().asString().contains("denies");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/9, 10.128.0.0, false",
    "10.0.0.0/9, 10.127.9.9, true",
    "0.0.0.0/0, 255.1.1.1, true",
    "0.0.0.0/0, ::1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "10.1.2.2/31, 10.1.2.3, true",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false",
    "::/0, 1::, true"
  })
  void aRangeHoldsWhatSharesItsLeadingBits(String range, String address, boolean inside) {
    assertThat(Cidr.of(range).contains(IpAddress.parse(address).orElseThrow())).isEqualTo(inside);
  }
}
