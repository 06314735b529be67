package dev.sluice.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.passage.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator writes of a team: the members of the configuration, as JSON. Whether they
 * are right is judged as configuration is; here only their form is looked at.
 *
 * @param id what the body names; empty where it does not
 * @param members by their names below the team, without what follows
 * @param webhookSecrets its own; {@link #KEPT} alone where it says that they stay
 */
record TeamBody(Optional<String> id, Map<String, String> members, List<String> webhookSecrets) {

  /** What stands in the place of secrets that are not shown, and says that they stay. */
  static final String KEPT = "set";

  static final String SECRET = "webhook-secret";
  private static final Pattern ITEM = Pattern.compile("\\[(\\d{1,9})]$");
  private static final int DEEPEST = 4;
  private static final int MOST_MEMBERS = 1000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /**
   * Reads a body.
   *
   * @throws RefusedException 400 where it is no JSON object of texts, numbers, flags, lists and
   *     objects of these
   */
  static TeamBody of(byte @Nullable [] body) {
    JsonNode root = object(body);
    Optional<String> id = Optional.empty();
    List<String> secrets = new ArrayList<>();
    Map<String, String> members = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : root.properties()) {
      switch (member.getKey()) {
        case "id" -> id = Optional.of(text("id", member.getValue()));
        case "keys" ->
            throw Asking.malformed(
                "keys: are minted by POST /admin/teams/{team}/keys, and not given");
        case SECRET -> {
          if (member.getValue().isArray()) {
            member.getValue().forEach(each -> secrets.add(text(SECRET, each)));
          } else {
            secrets.add(text(SECRET, member.getValue()));
          }
        }
        default -> flatten(segment(member.getKey()), member.getValue(), 1, members);
      }
    }
    return new TeamBody(id, members, secrets);
  }

  /**
   * The object that a body is.
   *
   * @throws RefusedException 400 where it is none
   */
  static JsonNode object(byte @Nullable [] body) {
    try {
      JsonNode root = JSON.readTree(body == null ? new byte[0] : body);
      if (root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException unreadable) {
      throw Asking.malformed("the body is no JSON, or names a member twice");
    } catch (IOException broken) {
      throw Asking.malformed("the body cannot be read");
    }
    throw Asking.malformed("the body has to be a JSON object");
  }

  private static void flatten(String at, JsonNode value, int depth, Map<String, String> members) {
    if (depth > DEEPEST || members.size() > MOST_MEMBERS) {
      throw Asking.malformed(at + ": deeper, or more, than any configuration");
    }
    if (value.isContainerNode() && value.isEmpty()) {
      throw Asking.malformed(
          at + ": is empty, which would be its default: all, or none; leave it out for that");
    }
    if (value.isObject()) {
      value
          .properties()
          .forEach(
              each ->
                  flatten(at + "." + segment(each.getKey()), each.getValue(), depth + 1, members));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        members.put(at + "[" + i + "]", text(at, value.get(i)));
      }
    } else if (!value.isNull()) {
      members.put(at, text(at, value));
    }
  }

  private static String segment(String name) {
    if (name.isEmpty() || name.matches(".*[\"\\[\\]\\p{Cntrl}].*")) {
      throw Asking.malformed("a member has no name, or a quotation mark or bracket in it");
    }
    return name.matches("[A-Za-z0-9_-]+") ? name : '"' + name + '"';
  }

  private static String text(String at, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      throw Asking.malformed(
          at + ": has to be a text, a number, true or false, or a list of these");
    }
    return value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText();
  }

  /**
   * The members as JSON again: lists are lists, and nested ones are objects. Of a list in YAML
   * there is its text with commas as well; the items count.
   */
  static ObjectNode shown(Map<String, String> members, boolean secret) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Map<String, String> ordered = new TreeMap<>(Comparator.comparing(TeamBody::placed));
    ordered.putAll(members);
    ordered.forEach(
        (name, value) -> {
          ObjectNode at = root;
          List<String> segments = segments(name);
          for (String segment : segments.subList(0, segments.size() - 1)) {
            at = at.get(segment) instanceof ObjectNode there ? there : at.putObject(segment);
          }
          String last = segments.get(segments.size() - 1);
          int index = last.lastIndexOf('[');
          if (index > 0 && last.endsWith("]")) {
            String list = last.substring(0, index);
            ArrayNode items = at.get(list) instanceof ArrayNode there ? there : at.putArray(list);
            items.add(value);
          } else {
            at.put(last, value);
          }
        });
    if (secret) {
      root.put(SECRET, KEPT);
    }
    return root;
  }

  /** A name such that the tenth item of a list comes after the second. */
  private static String placed(String name) {
    return ITEM.matcher(name)
        .replaceFirst(item -> "[%010d]".formatted(Long.parseLong(item.group(1))));
  }

  private static List<String> segments(String name) {
    List<String> segments = new ArrayList<>();
    boolean quoted = false;
    StringBuilder segment = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '.' && !quoted) {
        segments.add(segment.toString());
        segment.setLength(0);
      } else {
        segment.append(c);
      }
    }
    segments.add(segment.toString());
    return segments;
  }

  @Override
  public String toString() {
    return "TeamBody" + members.keySet();
  }
}
