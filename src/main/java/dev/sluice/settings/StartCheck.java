package dev.sluice.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Looks at the whole configuration before anything is served: every room's problems, every member
 * under {@code sluice} that nothing reads, and every one whose value names something that is not
 * there, which a room would take for absent: a team would silently be without its key.
 *
 * <p>The value of an unknown member is never shown: a misspelt {@code key} holds a secret.
 */
final class StartCheck {

  private static final String PREFIX = "sluice.";

  /** What Kubernetes puts into the environment for a service whose name begins like ours. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "SLUICE_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP).*)?)");

  private final KnownMembers known;
  private final KnownMembers planned = new KnownMembers(Planned.MEMBERS);

  StartCheck(KnownMembers known) {
    this.known = known;
  }

  /**
   * @param refusal why the start is refused, a line for each problem; empty where it is not
   * @param warnings what is to be said aloud
   */
  record Findings(Optional<String> refusal, List<String> warnings) {}

  /**
   * @param names the names of all properties, environment variables as they are written among them
   * @param expanded whether a property has a value, all that it names put in its place
   * @param rooms every room's part
   */
  Findings look(
      Iterable<String> names,
      Predicate<String> expanded,
      Collection<? extends RoomSettings> rooms) {
    Set<String> problems = new LinkedHashSet<>();
    List<String> warnings = new ArrayList<>();
    for (RoomSettings room : rooms) {
      problems.addAll(room.problems().lines());
      warnings.addAll(room.warnings());
    }
    Set<String> all = new TreeSet<>();
    names.forEach(all::add);
    Set<String> idle = new TreeSet<>();
    for (String name : all) {
      if (name.startsWith(PREFIX) && !known.knows(name)) {
        judge(name, all, problems, idle);
      } else if (name.startsWith(PREFIX) && !expanded.test(name)) {
        problems.removeIf(line -> line.startsWith(name + ":"));
        problems.add(name + ": its value names something that is not there, or is not set");
      }
    }
    if (!idle.isEmpty()) {
      warnings.add("no effect in this version: " + String.join(", ", idle));
    }
    return new Findings(refusal(problems), warnings);
  }

  private void judge(String name, Set<String> all, Set<String> problems, Set<String> idle) {
    String variable = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    boolean fromEnvironment = all.contains(variable);
    if (planned.knows(name)) {
      idle.add(name);
    } else if (fromEnvironment && planned.knowsVariable(variable)) {
      idle.add(variable);
    } else if (!fromEnvironment || !SERVICE_LINK.matcher(variable).matches()) {
      problems.add(
          "%s: unknown member; allowed here: %s"
              .formatted(fromEnvironment ? variable : name, known.allowedInsteadOf(name)));
    }
  }

  private static Optional<String> refusal(Set<String> problems) {
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    String head = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return Optional.of(
        "The configuration is refused, %s:%n  %s"
            .formatted(head, String.join(System.lineSeparator() + "  ", problems)));
  }
}
