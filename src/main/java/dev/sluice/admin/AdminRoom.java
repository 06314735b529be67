package dev.sluice.admin;

import dev.sluice.settings.Live;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class AdminRoom {

  @Produces
  @Singleton
  Live<AdminSettings> settings(AdminSettings first) {
    return Live.of(first, edition -> new AdminSettings(edition.mapped(AdminConfig.class)));
  }
}
