package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/generateTask/a%2fb",
        "/api/v1/generateTask/fl%75x2",
        "/api/v1/generateTask/..%2f..",
        "/api/v1/generateTask/%00",
        "/api/v1/generateTask/a%0d%0ab",
        "/api/v1/generateTask/..",
        "/api/v1/generateTask/../chat",
        "/api/v1/./generateTask/x",
        "/api/v1/generateTask/.hidden",
        "/api//v1/generateTask/x",
        "//api/v1/generateTask/x",
        "/api/v1/generateTask/x;y=z",
        "/api/v1\\generateTask/x",
        "/api/v1/generateTask/x\u0001",
        "/api/v1/generateTask/x\u007f",
        "/api/v1/generateTask/\u00e9",
        "/api/v1/generateTask/x#y",
        "/api/v1/generateTask/x y",
        "/q/%6detrics",
        "",
        "*",
        "api/v1",
        "http://host",
        "http://host?a=/b",
        "http://host//api",
        "?x=http://y/z"
      })
  void aPathThatCanBeReadInTwoWaysIsRefused(String target) {
    assertThat(CanonicalPath.of(target)).isEmpty();
  }

  @Test
  void theQueryIsNotPartOfThePath() {
    assertThat(CanonicalPath.of("/api/v1/statusTask/flux.2_x-y?taskId=a%2fb//..;"))
        .contains("/api/v1/statusTask/flux.2_x-y");
  }

  @Test
  void theAbsoluteFormIsReadAsItsPath() {
    assertThat(CanonicalPath.of("http://gateway:8080/q/health?x=1")).contains("/q/health");
  }

  @Test
  void theRootIsCanonical() {
    assertThat(CanonicalPath.of("/")).contains("/");
  }
}
