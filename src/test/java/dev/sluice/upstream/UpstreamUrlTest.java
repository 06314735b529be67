package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class UpstreamUrlTest {

  @Test
  void theVendorsOwnBaseUrlComesToItsOrigin() {
    assertThat(UpstreamUrl.parse("https://api.apixo.ai/api/v1/"))
        .contains(URI.create("https://api.apixo.ai"));
    assertThat(UpstreamUrl.parse("https://api.apixo.ai"))
        .contains(URI.create("https://api.apixo.ai"));
    assertThat(UpstreamUrl.parse("HTTPS://api.apixo.ai/"))
        .contains(URI.create("https://api.apixo.ai"));
  }

  @Test
  void aPrefixBeforeTheVendorsPathIsKept() {
    assertThat(UpstreamUrl.parse("http://[::1]:8080/sandbox"))
        .contains(URI.create("http://[::1]:8080/sandbox"));
    assertThat(UpstreamUrl.parse("http://proxy.internal/a/b/api/v1"))
        .contains(URI.create("http://proxy.internal/a/b"));
  }

  @Test
  void whatIsNotAPlainHttpAddressIsNotAllowed() {
    assertThat(
            java.util.List.of(
                "",
                "api.apixo.ai",
                "ftp://api.apixo.ai",
                "https://",
                "https:///api",
                "https://user:secret@api.apixo.ai",
                "https://api.apixo.ai?key=1",
                "https://api.apixo.ai/#a",
                "https://api.apixo.ai:0",
                "https://api.apixo.ai:70000",
                "https://api.apixo.ai/a%2fb",
                "https://api.apixo.ai/a/../b",
                "https://api.apixo.ai//a",
                "https://api.apixo.ai/{a}",
                "https://api apixo.ai"))
        .allSatisfy(text -> assertThat(UpstreamUrl.parse(text)).isEmpty());
  }
}
