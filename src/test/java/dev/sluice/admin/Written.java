package dev.sluice.admin;

import java.util.Map;
import java.util.Optional;

/** Settings of administration as somebody writes them. */
final class Written {

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
    return new AdminSettings(() -> admin);
  }
}
