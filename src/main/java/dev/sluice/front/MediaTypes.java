package dev.sluice.front;

import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Media types as written by upstreams. Parsed once each, as long as there are few of them. */
final class MediaTypes {

  private static final int MOST = 64;
  private static final Map<String, MediaType> KNOWN = new ConcurrentHashMap<>();

  private MediaTypes() {}

  /** The media type; {@code application/octet-stream} where nobody can read what is written. */
  static MediaType of(String written) {
    MediaType known = KNOWN.get(written);
    if (known == null) {
      known = parse(written);
      if (KNOWN.size() < MOST) {
        KNOWN.put(written, known);
      }
    }
    return known;
  }

  private static MediaType parse(String written) {
    try {
      MediaType parsed = MediaType.valueOf(written);
      return parsed.isWildcardType() || parsed.isWildcardSubtype()
          ? MediaType.APPLICATION_OCTET_STREAM_TYPE
          : parsed;
    } catch (RuntimeException e) {
      return MediaType.APPLICATION_OCTET_STREAM_TYPE;
    }
  }
}
