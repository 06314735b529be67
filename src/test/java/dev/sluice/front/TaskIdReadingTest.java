package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.TaskIdReading.Faulty;
import dev.sluice.front.TaskIdReading.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdReadingTest {

  @ParameterizedTest
  @CsvSource({
    "taskId=task_1, task_1",
    "x=1&taskId=task_1&y, task_1",
    "taskId=a%2Fb, a/b",
    "taskId=a+b, a b",
    "task%49d=t, t",
    "taskId=a=b, a=b",
    "taskid=other&taskId=t, t",
    "&&taskId=t&, t",
    "taskId=%C3%A9, \u00e9",
    "taskId=a;taskId=b, a;taskId=b"
  })
  void oneIdIsFound(String query, String id) {
    assertThat(TaskIdReading.of(query)).isEqualTo(new Found(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "taskId",
        "taskId=",
        "taskID=a",
        "taskId=a&taskId=b",
        "taskId=a&taskId=a",
        "taskId=a&taskId=",
        "taskId=a&task%49d=b",
        "taskId=&taskId=b",
        "taskId=a%0d%0ab",
        "taskId=%00",
        "taskId=%7f",
        "taskId=+",
        "taskId=%",
        "taskId=%zz",
        "taskId=%4",
        "taskId=%ff",
        "taskId=%c0%af"
      })
  void whatIsNotExactlyOneIdIsFaultyAndSaysSo(String query) {
    assertThat(TaskIdReading.of(query))
        .isInstanceOfSatisfying(
            Faulty.class, faulty -> assertThat(faulty.detail()).startsWith("taskId"));
  }

  @Test
  void noQueryAtAllIsFaulty() {
    assertThat(TaskIdReading.of(null)).isInstanceOf(Faulty.class);
  }

  @Test
  void theLongestIdIsFoundAndOneCharacterMoreIsNot() {
    assertThat(TaskIdReading.of("taskId=" + "x".repeat(256))).isInstanceOf(Found.class);
    assertThat(TaskIdReading.of("taskId=" + "x".repeat(257))).isInstanceOf(Faulty.class);
  }
}
