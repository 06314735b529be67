package dev.sluice.front;

import java.util.List;
import java.util.Optional;

/**
 * Which methods are offered on which path. Everything else below {@code /api}, {@code /callbacks},
 * {@code /me}, {@code /admin} and the pages' paths is not there.
 */
final class PathTable {

  private static final String SANDBOX = "/sandbox";
  private static final String CALLBACKS = "/callbacks/";
  private static final Methods READ = new Methods("GET, HEAD, OPTIONS", List.of("GET", "HEAD"));
  private static final Methods CREATE = new Methods("POST, OPTIONS", List.of("POST"));

  private static final Methods DROP = new Methods("DELETE, OPTIONS", List.of("DELETE"));

  /**
   * Where the pages lie, and where a server of static files would offer what their libraries' jars
   * hold.
   */
  private static final List<String> PAGES = List.of("/dashboard", "/me.html", "/pages", "/webjars");

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("/api/v1/statusTask/", true, READ),
          new Entry("/api/v1/generateTask/", true, CREATE),
          new Entry("/api/v1/apikeys/current-balance", false, READ),
          new Entry("/api/v1/jobs/createTask", false, CREATE),
          new Entry("/api/v1/jobs/recordInfo", false, READ),
          new Entry("/api/v1/chat/credit", false, READ),
          new Entry("/me", false, READ),
          new Entry("/me/deferred/", true, DROP),
          new Entry("/dashboard", false, READ),
          new Entry("/me.html", false, READ),
          new Entry("/pages/", true, READ),
          new Entry(CALLBACKS, true, CREATE));

  private PathTable() {}

  /**
   * The methods offered on a canonical path; empty where the path is none of the vendors' that we
   * serve, none that we gave a vendor, and none at which a team asks about itself.
   */
  static Optional<Methods> find(String path) {
    for (Entry entry : ENTRIES) {
      if (entry.matches(path)) {
        return entry.found();
      }
    }
    return AdminPaths.cover(path) ? AdminPaths.find(path) : Optional.empty();
  }

  /** The methods offered below the operator's {@code /q}; empty for every other path. */
  static Optional<Methods> operators(String path) {
    return path.startsWith("/q/") || path.equals("/q") ? Optional.of(READ) : Optional.empty();
  }

  /** The same as {@link #find}, for the sandbox's copies of the vendor's paths, too. */
  static Optional<Methods> findAnywhere(String path) {
    return find(path.startsWith(SANDBOX) ? path.substring(SANDBOX.length()) : path);
  }

  /** Whether the path lies where only the table decides. */
  static boolean covers(String path) {
    return path.startsWith("/api/")
        || path.equals("/api")
        || path.startsWith(CALLBACKS)
        || path.equals("/callbacks")
        || path.equals("/me")
        || path.startsWith("/me/")
        || AdminPaths.cover(path)
        || PAGES.stream().anyMatch(path::startsWith);
  }

  /** What stands for one submit in the address of an upstream's callback. */
  static Optional<String> callback(String path) {
    return path.startsWith(CALLBACKS)
        ? Optional.of(path.substring(CALLBACKS.length()))
        : Optional.empty();
  }

  /**
   * @param allow the value of {@code Allow}
   * @param served those that a resource answers
   */
  record Methods(String allow, List<String> served) {

    /** Whether something answers it: a resource, or the gate itself. */
    boolean offer(String method) {
      return serve(method) || method.equals("OPTIONS");
    }

    boolean serve(String method) {
      return served.contains(method);
    }
  }

  private record Entry(String path, boolean named, Methods methods, Optional<Methods> found) {

    Entry(String path, boolean named, Methods methods) {
      this(path, named, methods, Optional.of(methods));
    }

    boolean matches(String asked) {
      return named
          ? asked.startsWith(path)
              && asked.length() > path.length()
              && asked.indexOf('/', path.length()) < 0
          : asked.equals(path);
    }
  }
}
