package dev.sluice.settings;

import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The members that something reads, as patterns: {@code sluice.teams.*.keys[*]}. A {@code *} is one
 * segment, a closing {@code **} is everything below.
 */
final class KnownMembers {

  private static final String ANY = "*";
  private static final String REST = "**";

  private final List<List<String>> patterns;

  KnownMembers(Collection<String> patterns) {
    this.patterns = patterns.stream().distinct().map(MemberName::pattern).toList();
  }

  /**
   * The members that these interfaces map.
   *
   * @param prefixes each interface's own prefix
   */
  static KnownMembers of(Map<Class<?>, String> prefixes) {
    List<String> found = new ArrayList<>();
    prefixes.forEach((type, prefix) -> group(prefix, type, found));
    return new KnownMembers(found);
  }

  /** Whether a property of this name is read. */
  boolean knows(String name) {
    List<String> segments = MemberName.segments(name);
    return patterns.stream().anyMatch(pattern -> matches(pattern, segments));
  }

  /** Whether an environment variable of this name may stand for one that is read. */
  boolean knowsVariable(String variable) {
    return patterns.stream().anyMatch(pattern -> variable.matches(variablePattern(pattern)));
  }

  /**
   * What might stand in the place of the first segment that leads nowhere, in alphabetical order.
   */
  String allowedInsteadOf(String name) {
    List<String> segments = MemberName.segments(name);
    int longest = patterns.stream().mapToInt(p -> common(p, segments)).max().orElse(0);
    return patterns.stream()
        .filter(pattern -> common(pattern, segments) == longest && pattern.size() > longest)
        .map(pattern -> pattern.get(longest))
        .filter(segment -> !segment.equals(MemberName.INDEX))
        .map(segment -> segment.equals(ANY) ? "any name" : segment)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }

  private static boolean matches(List<String> pattern, List<String> name) {
    int common = common(pattern, name);
    if (common < pattern.size()) {
      return pattern.get(common).equals(REST) && name.size() > common;
    }
    return common == name.size();
  }

  private static int common(List<String> pattern, List<String> name) {
    int i = 0;
    while (i < pattern.size() && i < name.size() && fits(pattern.get(i), name.get(i))) {
      i++;
    }
    return i;
  }

  private static boolean fits(String pattern, String segment) {
    return pattern.equals(segment) || (pattern.equals(ANY) && !segment.equals(MemberName.INDEX));
  }

  private static String variablePattern(List<String> pattern) {
    return pattern.stream()
        .map(
            segment ->
                switch (segment) {
                  case ANY, REST -> ".+";
                  case MemberName.INDEX -> "\\d+_?";
                  default ->
                      StringUtil.replaceNonAlphanumericByUnderscores(segment)
                          .toUpperCase(Locale.ROOT);
                })
        .collect(Collectors.joining("_"));
  }

  private static void group(String prefix, Class<?> type, List<String> found) {
    for (Method method : type.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers()) && method.getParameterCount() == 0) {
        String name =
            Optional.ofNullable(method.getAnnotation(WithName.class))
                .map(WithName::value)
                .orElseGet(() -> StringUtil.skewer(method.getName()));
        boolean parent = method.isAnnotationPresent(WithParentName.class);
        member(parent ? prefix : prefix + "." + name, method.getGenericReturnType(), found);
      }
    }
  }

  private static void member(String path, Type type, List<String> found) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Class<?> raw = (Class<?>) generic.getRawType();
      if (Map.class.isAssignableFrom(raw)) {
        member(path + "." + ANY, arguments[1], found);
      } else if (Collection.class.isAssignableFrom(raw)) {
        member(path, arguments[0], found);
        member(path + "[*]", arguments[0], found);
      } else {
        member(path, arguments[0], found);
      }
    } else if (type instanceof Class<?> nested && nested.isInterface()) {
      group(path, nested, found);
    } else {
      found.add(path);
    }
  }
}
