package dev.sluice.front;

/**
 * Which characters are plain in a name: letters and digits of ASCII, {@code .}, {@code _}, {@code
 * -}.
 */
final class Names {

  private Names() {}

  static boolean plain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
