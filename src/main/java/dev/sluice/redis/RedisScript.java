package dev.sluice.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Lua program: one file, or several that are read as one, the first first. Sent by its digest,
 * and whole where the server does not know it yet (a new server, a node of a Cluster, after SCRIPT
 * FLUSH).
 */
public final class RedisScript {

  private final String text;
  private final String digest;

  private RedisScript(String text) {
    this.text = text;
    this.digest = sha1(text);
  }

  /**
   * Reads a program.
   *
   * @param beside the class beside whose package the files lie, among the resources
   * @param files their names; what does not lie there lies here, and is everybody's
   * @throws IllegalArgumentException where a file is not there
   */
  public static RedisScript of(Class<?> beside, String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      text.append(read(beside, file)).append('\n');
    }
    return new RedisScript(text.toString());
  }

  /**
   * Runs it: one round trip, two where the server does not know it.
   *
   * @param keys all keys that it touches, of one hash slot
   */
  public Uni<@Nullable Response> run(RedisLink link, List<String> keys, List<String> arguments) {
    return runOn(link, keys, bytes(arguments));
  }

  /** Runs it with arguments that need not be text. */
  public Uni<@Nullable Response> runOn(RedisLink link, List<String> keys, List<byte[]> arguments) {
    return link.send(call(Command.EVALSHA, digest, keys, arguments))
        .onFailure(RedisScript::unknownThere)
        .recoverWithUni(() -> link.send(call(Command.EVAL, text, keys, arguments)));
  }

  /**
   * Runs it and waits for a replica; see {@link RedisLink#confirmed}. Fails with a {@link
   * StoreFailure} where replicas exist and none confirmed: it has run, and may be lost.
   *
   * @param what was to be kept, for the failure
   */
  public Uni<Void> confirmed(
      RedisLink link, List<String> keys, List<String> arguments, String what) {
    return confirmedOn(link, keys, bytes(arguments), what);
  }

  /** The same with arguments that need not be text. */
  public Uni<Void> confirmedOn(
      RedisLink link, List<String> keys, List<byte[]> arguments, String what) {
    return link.confirmed(List.of(call(Command.EVALSHA, digest, keys, arguments)))
        .onFailure(RedisScript::unknownThere)
        .recoverWithUni(() -> link.confirmed(List.of(call(Command.EVAL, text, keys, arguments))))
        .chain(
            confirmed ->
                confirmed
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .failure(
                            new StoreFailure(
                                StoreFailure.Kind.UNKNOWN, "no replica confirmed " + what)));
  }

  private static boolean unknownThere(Throwable failure) {
    return StoreFailure.refused(failure, "NOSCRIPT");
  }

  private static Request call(
      Command command, String program, List<String> keys, List<byte[]> arguments) {
    Request request = Request.cmd(command).arg(program).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }

  private static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static String read(Class<?> beside, String file) {
    Class<?> owner = beside.getResource(file) == null ? RedisScript.class : beside;
    try (InputStream in = owner.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no script " + file + " beside " + beside);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
