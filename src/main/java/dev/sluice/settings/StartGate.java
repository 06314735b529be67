package dev.sluice.settings;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
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
      KnownMembers known) {
    var check = new StartCheck(known);
    SmallRyeConfig all = config.unwrap(SmallRyeConfig.class);
    StartCheck.Findings findings =
        check.look(
            all.getPropertyNames(), name -> all.getConfigValue(name).getValue() != null, rooms);
    if (findings.refusal().isPresent()) {
      throw new ConfigurationException(findings.refusal().get());
    }
    findings.warnings().forEach(LOG::warn);
  }
}
