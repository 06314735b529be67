package dev.sluice.admin;

import java.util.List;

/**
 * A table after RFC 4180: lines end with CR LF, and a cell is quoted where it has to be. A cell
 * that a spreadsheet would take for a formula begins with an apostrophe.
 */
final class Csv {

  private static final String FORMULA = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();

  /** Adds a line. */
  Csv line(List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    text.append("\r\n");
    return this;
  }

  private static String cell(String value) {
    boolean formula = !value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0;
    String safe = formula ? "'" + value : value;
    boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
