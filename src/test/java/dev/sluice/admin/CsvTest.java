package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void linesEndWithCrLfAndCellsAreParted() {
    Csv csv = new Csv().line(List.of("team", "tasks")).line(List.of("red", "3"));

    assertThat(csv).hasToString("team,tasks\r\nred,3\r\n");
  }

  @Test
  void aCellIsQuotedWhereItHasTo() {
    assertThat(cell("a,b")).isEqualTo("\"a,b\"");
    assertThat(cell("say \"x\"")).isEqualTo("\"say \"\"x\"\"\"");
    assertThat(cell("two\nlines")).isEqualTo("\"two\nlines\"");
    assertThat(cell("")).isEmpty();
    assertThat(cell("plain text; it's fine")).isEqualTo("plain text; it's fine");
  }

  @Test
  void aCellIsNoFormula() {
    for (String formula : List.of("=1+1", "+1", "-1", "@x", "-", "\tx")) {
      assertThat(cell(formula)).isEqualTo("'" + formula);
    }
    assertThat(cell("=HYPERLINK(\"http://x\",\"y\")"))
        .isEqualTo("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    assertThat(cell("a=b")).isEqualTo("a=b");
  }

  private static String cell(String value) {
    String line = new Csv().line(List.of(value)).toString();
    return line.substring(0, line.length() - 2);
  }
}
