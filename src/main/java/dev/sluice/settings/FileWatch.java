package dev.sluice.settings;

import dev.sluice.meters.Meters;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Looks twice a second whether the files of the configuration have changed, and lets them be read
 * again when two looks in a row agree: a file that is being written is left alone. By content,
 * since a mounted ConfigMap is changed by moving a link, which no watch sees.
 */
@Singleton
final class FileWatch {

  private static final Logger LOG = Logger.getLogger("dev.sluice.configuration");

  private static final Duration LOOK = Duration.ofMillis(500);

  private final Editions editions;
  private final ConfigurationFiles files;
  private final Timers timers;
  private final WorkerExecutor worker;
  private final Meters meters;
  private Timers.Alarm looks = () -> {};
  private boolean looking;
  private String counted = "";
  private String seen = "";

  FileWatch(Editions editions, Config config, Timers timers, Vertx vertx, Meters meters) {
    this.editions = editions;
    this.files = new ConfigurationFiles(config.unwrap(SmallRyeConfig.class));
    this.timers = timers;
    this.meters = meters;
    this.worker = vertx.createSharedWorkerExecutor("sluice-files", 1);
  }

  void start(@Observes @Priority(2) StartupEvent started) throws IOException {
    // What was written since the process began may have been read, or not: it is read again.
    counted =
        files.writtenSince(ManagementFactory.getRuntimeMXBean().getStartTime())
            ? ""
            : files.digest();
    seen = files.digest();
    meters.gauge("sluice.configuration.current", () -> editions.refused().isPresent() ? 0 : 1);
    looks = timers.every(LOOK, this::look);
  }

  void stop(@Observes ShutdownEvent stopping) {
    looks.cancel();
  }

  private synchronized void look() {
    if (!looking) {
      looking = true;
      worker
          .executeBlocking(files::digest, true)
          .onComplete(
              this::looked,
              failure -> {
                LOG.debug("the files of the configuration cannot be looked at", failure);
                looked(seen);
              });
    }
  }

  private synchronized void looked(String digest) {
    looking = false;
    boolean settled = digest.equals(seen);
    seen = digest;
    if (settled && !digest.equals(counted)) {
      counted = digest;
      editions.reread(files::read).subscribe().with(this::reread, FileWatch::failed);
    }
  }

  private void reread(Optional<String> refused) {
    meters.configuration(refused.isPresent() ? "refused" : "applied");
    refused.ifPresent(why -> LOG.errorf("configuration-refused the one before stays%n%s", why));
  }

  private static void failed(Throwable failure) {
    LOG.errorf("configuration-refused cause=%s", failure.getClass().getName());
  }
}
