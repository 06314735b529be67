package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The members of a submit's {@code input}, as they stand in it. */
final class InputMembers {

  /**
   * A member. All offsets are from {@code input}'s first byte.
   *
   * @param name its name, escapes resolved
   * @param from behind the brace or the comma before it
   * @param key its name's first byte, which is a quotation mark
   * @param value its value's first byte
   * @param end behind its value's last byte
   * @param to the comma or the brace behind it
   * @param said what a value says that is neither an object nor an array: a text what it stands
   *     for, anything else as it is spelt. Only for members that were asked for
   */
  private record Part(
      String name, int from, int key, int value, int end, int to, Optional<String> said) {}

  private final byte[] bytes;
  private final List<Part> parts;

  private InputMembers(byte[] bytes, List<Part> parts) {
    this.bytes = bytes;
    this.parts = parts;
  }

  /**
   * @param submit one whose {@code input} is an object
   * @param wanted the members whose values are to be known
   */
  static InputMembers of(SubmitBody submit, Set<String> wanted) {
    byte[] bytes = submit.input();
    try (JsonParser parser = Json.parser(bytes)) {
      return new InputMembers(bytes, parts(bytes, parser, wanted));
    } catch (IOException e) {
      throw new UncheckedIOException("was read before", e);
    }
  }

  private static List<Part> parts(byte[] bytes, JsonParser parser, Set<String> wanted)
      throws IOException {
    List<Part> parts = new ArrayList<>();
    parser.nextToken();
    int from = 1;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int key = (int) parser.currentTokenLocation().getByteOffset();
      JsonToken token = parser.nextToken();
      int value = (int) parser.currentTokenLocation().getByteOffset();
      Optional<String> said =
          token.isScalarValue() && wanted.contains(name)
              ? Optional.of(parser.getText())
              : Optional.empty();
      parser.finishToken();
      parser.skipChildren();
      int end = (int) parser.currentLocation().getByteOffset();
      int to = end;
      while (bytes[to] != ',' && bytes[to] != '}') {
        to++;
      }
      parts.add(new Part(name, from, key, value, end, to, said));
      from = to + 1;
    }
    return parts;
  }

  /** What a member says that was asked for, where it is a scalar. */
  Optional<String> said(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().flatMap(Part::said);
  }

  /** One of these names that occurs more than once. */
  Optional<String> twice(Set<String> names) {
    Set<String> seen = new HashSet<>();
    return parts.stream()
        .map(Part::name)
        .filter(names::contains)
        .filter(name -> !seen.add(name))
        .findFirst();
  }

  /** One of these names that two members would have after the changes. */
  Optional<String> clash(InputChanges changes) {
    Set<String> seen = new HashSet<>();
    Set<String> given = Set.copyOf(changes.renamed().values());
    return parts.stream()
        .map(Part::name)
        .filter(name -> !changes.dropped().contains(name))
        .map(name -> changes.renamed().getOrDefault(name, name))
        .filter(given::contains)
        .filter(name -> !seen.add(name))
        .findFirst();
  }

  /**
   * The object with these changes: what they do not name keeps its bytes and its place, and what is
   * added comes last.
   */
  byte[] with(InputChanges changes) {
    var out = new ByteArrayOutputStream(bytes.length + 64);
    out.write('{');
    Set<String> told = new HashSet<>();
    for (Part part : parts) {
      if (!changes.dropped().contains(part.name())) {
        separate(out);
        String name = changes.renamed().getOrDefault(part.name(), part.name());
        told.add(name);
        write(out, part, name, changes);
      }
    }
    changes
        .defaults()
        .forEach(
            (name, token) -> {
              if (!told.contains(name)) {
                separate(out);
                out.writeBytes(Json.quoted(name));
                out.write(':');
                out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
              }
            });
    out.write('}');
    return out.toByteArray();
  }

  private static void separate(ByteArrayOutputStream out) {
    if (out.size() > 1) {
      out.write(',');
    }
  }

  private void write(ByteArrayOutputStream out, Part part, String name, InputChanges changes) {
    out.write(bytes, part.from(), part.key() - part.from());
    int behindKey = part.key();
    if (!name.equals(part.name())) {
      out.writeBytes(Json.quoted(name));
      behindKey = Json.behindText(bytes, part.key());
    }
    out.write(bytes, behindKey, part.value() - behindKey);
    Optional<String> token =
        Optional.ofNullable(changes.mapped().get(part.name()))
            .flatMap(values -> part.said().map(values::get));
    token.ifPresentOrElse(
        other -> out.writeBytes(other.getBytes(StandardCharsets.UTF_8)),
        () -> out.write(bytes, part.value(), part.end() - part.value()));
    out.write(bytes, part.end(), part.to() - part.end());
  }
}
