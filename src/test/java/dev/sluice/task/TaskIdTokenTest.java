package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TaskIdTokenTest {

  @Test
  void onlyTheTokenOfTheTaskIdChanges() {
    assertThat(
            replaced(
                "{ \"taskId\":\"x\", \"z\":{\"taskId\":\"x\"}, \"data\": {\"é\":[1.0,{}],"
                    + "\"taskId\" : \"ü\\\"x\" , \"n\":1.50 } }"))
        .isEqualTo(
            "{ \"taskId\":\"x\", \"z\":{\"taskId\":\"x\"}, \"data\": {\"é\":[1.0,{}],"
                + "\"taskId\" : \"sl_1\" , \"n\":1.50 } }");
  }

  @Test
  void theIdByItsOtherNameChangesToo() {
    assertThat(replaced("{\"data\":{\"task_id\":\"x\",\"n\":\"x\"}}"))
        .isEqualTo("{\"data\":{\"task_id\":\"sl_1\",\"n\":\"x\"}}");
    assertThat(replaced("{\"data\":{\"task_id\":\"x\",\"taskId\":\"x\"}}"))
        .isEqualTo("{\"data\":{\"task_id\":\"sl_1\",\"taskId\":\"sl_1\"}}");
  }

  @Test
  void whatNamesNoTaskStaysAsItIs() {
    for (String body :
        new String[] {
          "", "[]", "<html>", "{\"data\":null}", "{\"data\":{\"taskId\":7}}", "{\"data\":"
        }) {
      assertThat(replaced(body)).isEqualTo(body);
    }
  }

  private static String replaced(String body) {
    return new String(
        TaskIdToken.replace(body.getBytes(StandardCharsets.UTF_8), "sl_1"), StandardCharsets.UTF_8);
  }
}
