package dev.sluice.admin;

import dev.sluice.team.TeamConfig;
import dev.sluice.team.TeamSettings;
import dev.sluice.testing.Configured;
import java.util.Map;
import java.util.Optional;

/** Settings of administration as somebody writes them. */
final class Written {

  /** The key of the team {@code red}, which is always there. */
  static final String TEAMS_KEY = "key-of-team-red";

  private Written() {}

  static AdminSettings settings(Map<String, String> keys) {
    return settings(keys, null, null, null);
  }

  static AdminSettings settings(
      Map<String, String> keys, String issuer, String publicKey, String role) {
    AdminConfig.Jwt jwt =
        new AdminConfig.Jwt() {
          @Override
          public Optional<String> issuer() {
            return Optional.ofNullable(issuer);
          }

          @Override
          public Optional<String> publicKey() {
            return Optional.ofNullable(publicKey);
          }

          @Override
          public Optional<String> role() {
            return Optional.ofNullable(role);
          }
        };
    AdminConfig.Admin admin =
        new AdminConfig.Admin() {
          @Override
          public Map<String, String> keys() {
            return keys;
          }

          @Override
          public AdminConfig.Jwt jwt() {
            return jwt;
          }
        };
    return new AdminSettings(() -> admin, teams(Map.of("sluice.teams.red.keys", TEAMS_KEY)));
  }

  private static TeamSettings teams(Map<String, String> properties) {
    Configured configured = Configured.by(properties, TeamConfig.class);
    return new TeamSettings(configured.mapped(TeamConfig.class), configured.layout());
  }
}
