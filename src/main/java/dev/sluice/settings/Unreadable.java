package dev.sluice.settings;

import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Where a file cannot be read, without what stands there: that may be a secret. */
final class Unreadable {

  private Unreadable() {}

  static String place(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
        return "YAML, line %d, column %d"
            .formatted(
                marked.getProblemMark().getLine() + 1, marked.getProblemMark().getColumn() + 1);
      }
    }
    return failure.getClass().getSimpleName();
  }
}
