package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTableTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/generateTask/",
        "/api/v1/generateTask",
        "/api/v1/generateTask/a/b",
        "/api/v1/generateTask/a/",
        "/api/v1/statusTask/a/",
        "/api/v1/apikeys/current-balance/",
        "/api/v1/apikeys",
        "/api/v2/generateTask/a",
        "/api/v1/chat/completions",
        "/API/v1/generateTask/a",
        "/api/v1/jobs",
        "/api/v1/jobs/",
        "/api/v1/jobs/x",
        "/api/v1/jobs/createTask/",
        "/api/v1/jobs/createTask/x",
        "/api/v1/jobs/createtask",
        "/api/v1/jobs/recordInfo/",
        "/api/v1/chat/credit/",
        "/api/v1/chat",
        "/api/v1/common/download-url",
        "/api/v1/veo/generate",
        "/callbacks/",
        "/callbacks/a/b"
      })
  void whatIsNotWrittenDownIsNotThere(String path) {
    assertThat(PathTable.find(path)).isEmpty();
  }

  @Test
  void eachPathOffersItsOwnMethodsOnly() {
    PathTable.Methods submit = PathTable.find("/api/v1/generateTask/flux2").orElseThrow();
    assertThat(submit.serve("POST")).isTrue();
    assertThat(submit.serve("GET")).isFalse();
    PathTable.Methods status = PathTable.find("/api/v1/statusTask/flux2").orElseThrow();
    assertThat(status.serve("GET")).isTrue();
    assertThat(status.serve("POST")).isFalse();
    assertThat(status.allow()).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void kiesPathsOfferTheSameAsApixos() {
    assertThat(PathTable.find("/api/v1/jobs/createTask"))
        .isEqualTo(PathTable.find("/api/v1/generateTask/flux2"));
    for (String read : new String[] {"/api/v1/jobs/recordInfo", "/api/v1/chat/credit"}) {
      assertThat(PathTable.find(read)).isEqualTo(PathTable.find("/api/v1/statusTask/flux2"));
    }
  }

  @Test
  void aCallbackIsPostedAtItsOwnAddress() {
    assertThat(PathTable.find("/callbacks/a-b_c").orElseThrow().allow()).isEqualTo("POST, OPTIONS");
    assertThat(PathTable.callback("/callbacks/a-b_c")).contains("a-b_c");
    assertThat(PathTable.callback("/api/v1/generateTask/flux2")).isEmpty();
    assertThat(PathTable.covers("/callbacks")).isTrue();
    assertThat(PathTable.covers("/callbacksx")).isFalse();
  }

  @Test
  void theOperatorsPathsAreReadOnly() {
    PathTable.Methods metrics = PathTable.operators("/q/metrics").orElseThrow();
    assertThat(metrics.offer("GET")).isTrue();
    assertThat(metrics.offer("HEAD")).isTrue();
    assertThat(metrics.offer("OPTIONS")).isTrue();
    assertThat(metrics.offer("POST")).isFalse();
    assertThat(PathTable.operators("/queue")).isEmpty();
  }

  @Test
  void thePagesAreReadOnlyAndNothingElseOfTheirJarsIsThere() {
    for (String page : new String[] {"/dashboard", "/me.html", "/pages/dom.js"}) {
      assertThat(PathTable.find(page)).isEqualTo(PathTable.find("/api/v1/statusTask/flux2"));
    }
    for (String other : new String[] {"/dashboard/", "/me.html/", "/pages/", "/webjars/a/b.js"}) {
      assertThat(PathTable.covers(other)).isTrue();
      assertThat(PathTable.find(other)).isEmpty();
    }
  }

  @Test
  void theSandboxOffersTheSame() {
    assertThat(PathTable.findAnywhere("/sandbox/api/v1/generateTask/flux2"))
        .isEqualTo(PathTable.find("/api/v1/generateTask/flux2"));
  }
}
