package dev.sluice.settings;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Refuses the start of a gateway whose configuration is wrong anywhere, with one message that names
 * every culprit. Runs before the first request is accepted and before any room begins its work.
 */
@Singleton
final class StartGate {

  private static final Logger LOG = Logger.getLogger("dev.sluice.start");

  void start(
      @Observes @Priority(1) StartupEvent event,
      Config config,
      @All List<RoomSettings> rooms,
      BeanManager beans) {
    var check = new StartCheck(KnownMembers.of(mappings(beans)));
    SmallRyeConfig all = config.unwrap(SmallRyeConfig.class);
    StartCheck.Findings findings =
        check.look(
            all.getPropertyNames(), name -> all.getConfigValue(name).getValue() != null, rooms);
    if (findings.refusal().isPresent()) {
      throw new ConfigurationException(findings.refusal().get());
    }
    findings.warnings().forEach(LOG::warn);
  }

  /** The interfaces that map a part of {@code sluice}, as far as somebody reads them. */
  private static Map<Class<?>, String> mappings(BeanManager beans) {
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
