package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a gateway complains of in its log: errors, and whatever comes with a stack trace. Three
 * events are the platform's own, and are no complaints:
 *
 * <ul>
 *   <li>an answer and the reset of its connection that arrive together complete one promise of the
 *       HTTP client twice (the same race as eclipse-vertx/vert.x#3416); the request has its outcome
 *       by then;
 *   <li>a connection that is accepted while the server closes finds no event loop;
 *   <li>a machine that stalls makes the watchdog report threads that were not blocked by anything
 *       of this house.
 * </ul>
 */
public final class Complaints {

  private static final Pattern EVENT = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:.*");

  private Complaints() {}

  /** The events, each with its stack trace, in the order of the log. */
  public static List<String> in(List<String> log) {
    List<String> complaints = new ArrayList<>();
    StringBuilder event = new StringBuilder();
    for (String line : log) {
      if (EVENT.matcher(line).matches()) {
        judge(event.toString(), complaints);
        event.setLength(0);
      }
      event.append(line).append('\n');
    }
    judge(event.toString(), complaints);
    return complaints;
  }

  private static void judge(String event, List<String> complaints) {
    boolean loud =
        event.contains(" ERROR ") || event.contains("\n\tat ") || event.contains("Exception:");
    if (loud && !platform(event)) {
      complaints.add(event);
    }
  }

  private static boolean platform(String event) {
    return event.contains("Result is already complete")
            && event.contains("HttpClientRequestImpl.handleResponse")
        || event.contains("Failed to register an accepted channel")
            && event.contains("VertxEventLoopGroup.next")
        || event.contains("BlockedThreadChecker") && !event.contains("\tat dev.sluice.");
  }
}
