package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Written members as a tree, and the rooms' interfaces as views of it. It reads what {@code
 * SmallRyeConfig} reads of the same members, but a thousand teams in milliseconds where that takes
 * seconds, which is too long for a change that everybody is to obey within two.
 *
 * <p>Of a mapping's types it knows text, {@link Optional}, {@link List}, {@link Map} by name, and
 * interfaces of these; no defaults.
 */
final class Members {

  private final Map<String, Members> below = new TreeMap<>();
  private final List<String> listed = new ArrayList<>();
  private @Nullable String value;

  /**
   * A question of an interface.
   *
   * @param name of the member; empty where it is about the group itself
   */
  private record Asked(String method, Optional<String> name, Type type) {}

  private static final ClassValue<List<Asked>> ASKED =
      new ClassValue<>() {
        @Override
        protected List<Asked> computeValue(Class<?> type) {
          return Arrays.stream(type.getMethods())
              .filter(m -> Modifier.isAbstract(m.getModifiers()) && m.getParameterCount() == 0)
              .map(m -> new Asked(m.getName(), name(m), m.getGenericReturnType()))
              .toList();
        }
      };

  private Members() {}

  /**
   * @param written values by the full names of their members
   */
  static Members of(Map<String, String> written) {
    Members root = new Members();
    Map<Members, TreeMap<Integer, String>> lists = new HashMap<>();
    written.forEach(
        (name, value) -> {
          Members at = root;
          List<String> segments = MemberName.segments(name);
          for (String segment : segments) {
            if (segment.equals(MemberName.INDEX)) {
              break;
            }
            at = at.below.computeIfAbsent(segment, fresh -> new Members());
          }
          if (segments.contains(MemberName.INDEX)) {
            int open = name.lastIndexOf('[');
            int index = Integer.parseInt(name.substring(open + 1, name.indexOf(']', open)));
            lists.computeIfAbsent(at, fresh -> new TreeMap<>()).put(index, value);
          } else {
            at.value = value;
          }
        });
    lists.forEach((at, items) -> at.listed.addAll(items.values()));
    return root;
  }

  /** A room's interface over what is written. */
  <T> T mapped(Class<T> mapping) {
    String prefix = Objects.requireNonNull(mapping.getAnnotation(ConfigMapping.class)).prefix();
    Members at = this;
    for (String segment : MemberName.segments(prefix)) {
      at = at.at(segment);
    }
    return mapping.cast(at.group(mapping));
  }

  private Members at(String segment) {
    Members found = below.get(segment);
    return found == null ? new Members() : found;
  }

  private Object group(Class<?> type) {
    Map<String, Object> answers = new HashMap<>();
    for (Asked asked : ASKED.get(type)) {
      Members member = asked.name().map(this::at).orElse(this);
      answers.put(asked.method(), member.read(asked.type()));
    }
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              case "toString" -> type.getSimpleName();
              default -> answers.get(method.getName());
            });
  }

  /** Whether anything is written of what this type asks for. */
  private boolean tells(Type type) {
    if (type instanceof Class<?> nested && nested.isInterface()) {
      return ASKED.get(nested).stream()
          .anyMatch(
              asked ->
                  asked.name().isEmpty()
                      ? tells(asked.type())
                      : asked
                          .name()
                          .map(below::get)
                          .filter(at -> at.tells(asked.type()))
                          .isPresent());
    }
    return value != null || !listed.isEmpty() || !below.isEmpty();
  }

  private static Optional<String> name(Method method) {
    if (method.isAnnotationPresent(WithParentName.class)) {
      return Optional.empty();
    }
    WithName given = method.getAnnotation(WithName.class);
    return Optional.of(given == null ? StringUtil.skewer(method.getName()) : given.value());
  }

  private Object read(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      Type[] arguments = generic.getActualTypeArguments();
      if (raw == Map.class) {
        return map(arguments[1]);
      }
      if (raw == List.class) {
        return list();
      }
      if (raw == Optional.class) {
        return present() ? Optional.of(read(arguments[0])) : Optional.empty();
      }
    } else if (type == String.class) {
      return Objects.requireNonNullElse(value, "");
    } else if (type instanceof Class<?> nested && nested.isInterface()) {
      return group(nested);
    }
    throw new IllegalArgumentException("no mapping has a member of " + type);
  }

  private boolean present() {
    return (value != null && !value.isEmpty()) || !listed.isEmpty() || !below.isEmpty();
  }

  private Map<String, Object> map(Type of) {
    Map<String, Object> map = new LinkedHashMap<>();
    below.forEach(
        (name, member) -> {
          if (member.tells(of)) {
            map.put(name, member.read(of));
          }
        });
    return map;
  }

  /** Items by index, or one text with commas between them. */
  private List<String> list() {
    return listed.isEmpty() && value != null && !value.isEmpty()
        ? List.of(StringUtil.split(value))
        : List.copyOf(listed);
  }
}
