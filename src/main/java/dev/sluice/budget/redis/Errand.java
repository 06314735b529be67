package dev.sluice.budget.redis;

import java.util.List;

/**
 * One thing that a call asks of the program.
 *
 * @param name as in decision 12
 * @param arguments all text
 */
record Errand(String name, List<String> arguments) {

  static Errand of(String name, Object... arguments) {
    return new Errand(name, List.of(arguments).stream().map(String::valueOf).toList());
  }

  /** Adds it to a call's arguments. */
  void writeTo(List<String> call) {
    call.add(name);
    call.add(String.valueOf(arguments.size()));
    call.addAll(arguments);
  }
}
