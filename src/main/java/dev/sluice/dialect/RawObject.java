package dev.sluice.dialect;

import java.io.ByteArrayOutputStream;

/** A JSON object that is put together of tokens as they stand, without white space. */
final class RawObject {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  RawObject() {
    out.write('{');
  }

  /**
   * Adds a member.
   *
   * @param token any JSON value
   */
  RawObject with(String name, byte[] token) {
    if (out.size() > 1) {
      out.write(',');
    }
    out.writeBytes(Json.quoted(name));
    out.write(':');
    out.writeBytes(token);
    return this;
  }

  byte[] closed() {
    out.write('}');
    return out.toByteArray();
  }
}
