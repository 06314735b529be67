package dev.sluice.front;

/**
 * Which characters are plain in a name: letters and digits of ASCII, {@code .}, {@code _}, {@code
 * -}.
 */
final class Names {

  private static final int LONGEST_MODEL = 128;

  private Names() {}

  static boolean plain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  /** Whether a model id may stand in the upstream's path as it is. */
  static boolean model(String id) {
    if (id.isEmpty() || id.length() > LONGEST_MODEL || id.equals(".") || id.equals("..")) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!plain(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
