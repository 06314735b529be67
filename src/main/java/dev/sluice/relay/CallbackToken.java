package dev.sluice.relay;

import dev.sluice.task.Asked;
import dev.sluice.task.Submission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The part of a callback's address that stands for one submit: the submit itself, sealed. So every
 * replica can read it, after every restart, and nobody else can read, make or change one.
 *
 * <p>Base64url without padding, of: a version, the key's id, the salt, what is sealed and its tag.
 * In there: flags, when it was sent, then slot, team, upstream, model, provider, callback, claim,
 * the dialect and the model that the team asked in, and the id that it was given, each with its
 * length before it; of the last five those that the flags name.
 */
public final class CallbackToken {

  /** The longest that is read, in characters; a submit's members have bounds of their own. */
  static final int MOST = 4000;

  private static final byte VERSION = 1;
  private static final int SALT_BYTES = 16;
  private static final int HEADER_BYTES = 1 + TokenKey.ID_BYTES + SALT_BYTES;
  private static final int TAG_BYTES = 16;
  private static final int HAS_CALLBACK = 1;
  private static final int HAS_CLAIM = 2;
  private static final int HAS_ASKED = 4;
  private static final int HAS_GIVEN = 8;

  private final TokenKeys keys;
  private final Consumer<byte[]> random;

  /**
   * @param random fills an array so that nobody can guess it
   */
  CallbackToken(TokenKeys keys, Consumer<byte[]> random) {
    this.keys = keys;
    this.random = random;
  }

  /** A token of this submit; another one each time. Empty where there is no key for it. */
  Optional<String> seal(Submission submission) {
    return keys.making(submission.upstream())
        .map(
            key -> {
              byte[] salt = new byte[SALT_BYTES];
              random.accept(salt);
              byte[] header =
                  ByteBuffer.allocate(HEADER_BYTES).put(VERSION).put(key.id()).put(salt).array();
              byte[] sealed = key.seal(salt, header, written(submission));
              return Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(
                      ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                          .put(header)
                          .put(sealed)
                          .array());
            });
  }

  /**
   * The submit that a token stands for; empty for everything that was not sealed with one of the
   * keys.
   */
  public Optional<Submission> open(String token) {
    if (token.length() > MOST) {
      return Optional.empty();
    }
    byte[] bytes = decoded(token);
    if (bytes.length < HEADER_BYTES + TAG_BYTES || bytes[0] != VERSION) {
      return Optional.empty();
    }
    byte[] header = Arrays.copyOf(bytes, HEADER_BYTES);
    byte[] salt = Arrays.copyOfRange(header, 1 + TokenKey.ID_BYTES, HEADER_BYTES);
    byte[] sealed = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    return keys.of(Arrays.copyOfRange(header, 1, 1 + TokenKey.ID_BYTES)).stream()
        .flatMap(
            key ->
                key.open(salt, header, sealed).map(CallbackToken::read).stream()
                    .filter(submission -> key.serves(submission.upstream())))
        .findFirst();
  }

  /** Nothing where it is not exactly what an encoder writes. */
  private static byte[] decoded(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      String again = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return again.equals(token) ? bytes : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] written(Submission submission) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(
          (submission.callback().isPresent() ? HAS_CALLBACK : 0)
              | (submission.claim().isPresent() ? HAS_CLAIM : 0)
              | (submission.asked().isPresent() ? HAS_ASKED : 0)
              | (submission.given().isPresent() ? HAS_GIVEN : 0));
      out.writeLong(submission.sentMillis());
      out.writeUTF(submission.slot());
      out.writeUTF(submission.team());
      out.writeUTF(submission.upstream());
      out.writeUTF(submission.model());
      out.writeUTF(submission.provider());
      if (submission.callback().isPresent()) {
        out.writeUTF(submission.callback().get());
      }
      if (submission.claim().isPresent()) {
        out.writeUTF(submission.claim().get());
      }
      if (submission.asked().isPresent()) {
        out.writeUTF(submission.asked().get().dialect());
        out.writeUTF(submission.asked().get().model());
      }
      if (submission.given().isPresent()) {
        out.writeUTF(submission.given().get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written", e);
    }
    return bytes.toByteArray();
  }

  /** Of bytes that were sealed with a key of ours. */
  private static Submission read(byte[] plain) {
    try (var in = new DataInputStream(new ByteArrayInputStream(plain))) {
      int flags = in.readUnsignedByte();
      long sent = in.readLong();
      return new Submission(
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          in.readUTF(),
          sent,
          (flags & HAS_CALLBACK) == 0 ? Optional.empty() : Optional.of(in.readUTF()),
          (flags & HAS_CLAIM) == 0 ? Optional.empty() : Optional.of(in.readUTF()),
          (flags & HAS_ASKED) == 0
              ? Optional.empty()
              : Optional.of(new Asked(in.readUTF(), in.readUTF())),
          (flags & HAS_GIVEN) == 0 ? Optional.empty() : Optional.of(in.readUTF()));
    } catch (IOException e) {
      throw new UncheckedIOException("a token that was sealed wrongly", e);
    }
  }
}
