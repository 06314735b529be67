package dev.sluice.front;

import java.util.List;
import java.util.Optional;

/** Which methods are offered below {@code /admin}. */
final class AdminPaths {

  private static final String ROOT = "/admin";

  /** Stands for any one segment. */
  private static final String ANY = "{}";

  private static final PathTable.Methods READ =
      new PathTable.Methods("GET, HEAD, OPTIONS", List.of("GET", "HEAD"));
  private static final PathTable.Methods CREATE =
      new PathTable.Methods("POST, OPTIONS", List.of("POST"));
  private static final PathTable.Methods DROP =
      new PathTable.Methods("DELETE, OPTIONS", List.of("DELETE"));
  private static final PathTable.Methods READ_AND_CREATE =
      new PathTable.Methods("GET, HEAD, POST, OPTIONS", List.of("GET", "HEAD", "POST"));
  private static final PathTable.Methods EDIT =
      new PathTable.Methods(
          "GET, HEAD, PUT, DELETE, OPTIONS", List.of("GET", "HEAD", "PUT", "DELETE"));

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("/admin/overview", READ),
          new Entry("/admin/stream", READ),
          new Entry("/admin/teams", READ_AND_CREATE),
          new Entry("/admin/teams/{}", EDIT),
          new Entry("/admin/teams/{}/keys", CREATE),
          new Entry("/admin/teams/{}/keys/{}", DROP),
          new Entry("/admin/teams/{}/keys/{}/rotate", CREATE),
          new Entry("/admin/tasks", READ),
          new Entry("/admin/tasks/{}", READ),
          new Entry("/admin/slots", READ),
          new Entry("/admin/slots/{}/release", CREATE),
          new Entry("/admin/deliveries", READ),
          new Entry("/admin/deliveries/{}/redeliver", CREATE),
          new Entry("/admin/usage", READ),
          new Entry("/admin/upstreams/{}/pause", CREATE),
          new Entry("/admin/upstreams/{}/resume", CREATE),
          new Entry("/admin/audit", READ),
          new Entry("/admin/deferred", READ),
          new Entry("/admin/deferred/{}", DROP));

  private AdminPaths() {}

  /** Whether the path lies where administration decides. */
  static boolean cover(String path) {
    return path.startsWith(ROOT)
        && (path.length() == ROOT.length() || path.charAt(ROOT.length()) == '/');
  }

  /** The methods offered on a canonical path; empty where there is nothing. */
  static Optional<PathTable.Methods> find(String path) {
    String[] segments = path.split("/", -1);
    return ENTRIES.stream()
        .filter(entry -> entry.matches(segments))
        .findFirst()
        .map(Entry::methods);
  }

  private record Entry(String[] segments, PathTable.Methods methods) {

    Entry(String template, PathTable.Methods methods) {
      this(template.split("/", -1), methods);
    }

    boolean matches(String[] asked) {
      if (asked.length != segments.length) {
        return false;
      }
      for (int i = 0; i < asked.length; i++) {
        boolean fits = segments[i].equals(ANY) ? !asked[i].isEmpty() : segments[i].equals(asked[i]);
        if (!fits) {
          return false;
        }
      }
      return true;
    }
  }
}
