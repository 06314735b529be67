package dev.sluice.settings;

import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** Finds out which members the rooms read. */
final class Mappings {

  @Produces
  @Singleton
  KnownMembers known(BeanManager beans) {
    return KnownMembers.of(prefixes(beans));
  }

  /** The interfaces that map a part of {@code sluice}, as far as somebody reads them. */
  private static Map<Class<?>, String> prefixes(BeanManager beans) {
    Map<Class<?>, String> prefixes = new HashMap<>();
    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .flatMap(bean -> bean.getTypes().stream())
        .forEach(
            type -> {
              if (type instanceof Class<?> mapping
                  && mapping.isAnnotationPresent(ConfigMapping.class)
                  && mapping.getAnnotation(ConfigMapping.class).prefix().startsWith("sluice")) {
                prefixes.put(mapping, mapping.getAnnotation(ConfigMapping.class).prefix());
              }
            });
    return prefixes;
  }
}
