package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tree has the shape of a type, as the API server judges a strict request: no member that
 * the type does not have, each of its own type and nothing turned into another, those that are
 * required there, and none empty. A type is a class of the Kubernetes model, or a record of ours,
 * whose components are required unless they are {@link Nullable}.
 */
final class Shape {

  private static final Pattern QUANTITY =
      Pattern.compile("[+-]?\\d+(\\.\\d+)?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/\\s]*=*\\s*");

  private Shape() {}

  /** What does not fit, each with its place; empty where all does. */
  static List<String> misfits(JsonNode value, Type type, String at) {
    if (value.isNull()) {
      return List.of(at + ": empty");
    }
    if (type instanceof ParameterizedType many) {
      Type[] of = many.getActualTypeArguments();
      return many.getRawType() == List.class
          ? inList(value, of[0], at)
          : inMap(value, of[of.length - 1], at);
    }
    if (type == Object.class) {
      return List.of();
    }
    String wanted = plain((Class<?>) type);
    if (wanted != null) {
      return isPlain(value, (Class<?>) type)
          ? List.of()
          : List.of("%s: %s, but it has to be %s".formatted(at, value, wanted));
    }
    return inObject(value, (Class<?>) type, at);
  }

  private static List<String> inList(JsonNode value, Type type, String at) {
    if (!value.isArray()) {
      return List.of(at + ": not a list");
    }
    List<String> found = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      found.addAll(misfits(value.get(i), type, at + "[" + i + "]"));
    }
    return found;
  }

  private static List<String> inMap(JsonNode value, Type type, String at) {
    if (!value.isObject()) {
      return List.of(at + ": not a map");
    }
    return value
        .propertyStream()
        .flatMap(e -> misfits(e.getValue(), type, at + "." + e.getKey()).stream())
        .toList();
  }

  private static List<String> inObject(JsonNode value, Class<?> type, String at) {
    if (!value.isObject()) {
      return List.of(at + ": no object");
    }
    Map<String, Field> members = members(type);
    List<String> found = new ArrayList<>();
    value
        .propertyStream()
        .forEach(
            e -> {
              Field member = members.get(e.getKey());
              String place = at + "." + e.getKey();
              if (member == null) {
                found.add(place + ": unknown, " + type.getSimpleName() + " has no such member");
              } else {
                found.addAll(misfits(e.getValue(), member.getGenericType(), place));
              }
            });
    required(type).stream()
        .filter(name -> !value.has(name))
        .forEach(name -> found.add(at + "." + name + ": missing"));
    return found;
  }

  private static Map<String, Field> members(Class<?> type) {
    Map<String, Field> members = new TreeMap<>();
    own(type).forEach(field -> members.put(name(field), field));
    if (members.isEmpty()) {
      throw new IllegalStateException(type + " has no members that could be looked at");
    }
    return members;
  }

  private static Set<String> required(Class<?> type) {
    Set<String> names = new TreeSet<>();
    if (type.isRecord()) {
      own(type)
          .filter(field -> !field.getAnnotatedType().isAnnotationPresent(Nullable.class))
          .forEach(field -> names.add(name(field)));
      return names;
    }
    try {
      ((Set<?>) type.getField("openapiRequiredFields").get(null))
          .forEach(name -> names.add(String.valueOf(name)));
      return names;
    } catch (ReflectiveOperationException noModel) {
      throw new IllegalStateException(type + " is none of the Kubernetes model", noModel);
    }
  }

  private static Stream<Field> own(Class<?> type) {
    return Stream.of(type.getDeclaredFields()).filter(f -> !Modifier.isStatic(f.getModifiers()));
  }

  private static String name(Field field) {
    SerializedName name = field.getAnnotation(SerializedName.class);
    return name == null ? field.getName() : name.value();
  }

  /** How a value of that type is written; null for an object with members. */
  private static @Nullable String plain(Class<?> type) {
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    } else if (type == Double.class) {
      return "a number";
    } else if (type == Boolean.class) {
      return "true or false";
    } else if (type == IntOrString.class) {
      return "a whole number or a text";
    } else if (type == Quantity.class) {
      return "a quantity";
    } else if (type == byte[].class) {
      return "Base64";
    }
    return type == String.class || type == OffsetDateTime.class ? "a text" : null;
  }

  private static boolean isPlain(JsonNode value, Class<?> type) {
    if (type == Integer.class || type == Long.class) {
      return value.isIntegralNumber();
    } else if (type == Double.class) {
      return value.isNumber();
    } else if (type == Boolean.class) {
      return value.isBoolean();
    } else if (type == IntOrString.class) {
      return value.isTextual() || value.isIntegralNumber();
    } else if (type == Quantity.class) {
      return value.isValueNode() && QUANTITY.matcher(value.asText()).matches();
    } else if (type == byte[].class) {
      return value.isTextual() && BASE64.matcher(value.asText()).matches();
    }
    return value.isTextual();
  }
}
