package dev.sluice.front;

import java.util.Optional;

/**
 * The path of a request target, where there is exactly one way to read it.
 *
 * <p>The vendor's other APIs answer to the same key, and servers differ in how they decode and
 * normalise. So a path is taken only where nothing is left to decode or to normalise: visible
 * ASCII, no {@code %}, {@code ;}, {@code \}, {@code //} or {@code /.}.
 */
final class CanonicalPath {

  private CanonicalPath() {}

  /**
   * @param target the request target as it stands in the request line, in origin or absolute form
   * @return its path, unchanged; empty where it is not canonical
   */
  static Optional<String> of(String target) {
    int start = start(target);
    if (start < 0) {
      return Optional.empty();
    }
    int query = target.indexOf('?', start);
    int end = query < 0 ? target.length() : query;
    for (int i = start; i < end; i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == ';' || c == '\\' || c == '#') {
        return Optional.empty();
      }
      if (c == '/' && i + 1 < end && (target.charAt(i + 1) == '/' || target.charAt(i + 1) == '.')) {
        return Optional.empty();
      }
    }
    return Optional.of(target.substring(start, end));
  }

  private static int start(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int scheme = target.indexOf("://");
    int query = target.indexOf('?');
    if (scheme <= 0 || (query >= 0 && query < scheme)) {
      return -1;
    }
    int slash = target.indexOf('/', scheme + 3);
    return query >= 0 && query < slash ? -1 : slash;
  }
}
