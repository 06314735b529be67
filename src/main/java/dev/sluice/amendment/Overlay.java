package dev.sluice.amendment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Amendments as members of the configuration. */
final class Overlay {

  private static final Logger LOG = Logger.getLogger(Overlay.class);

  private final Seal seal;
  private final Set<String> said = new TreeSet<>();

  Overlay(Seal seal) {
    this.seal = seal;
  }

  /** Members by their full names, with secrets. */
  Map<String, String> of(Amendments amendments) {
    Map<String, String> members = new HashMap<>();
    amendments.teams().forEach((id, team) -> write(members, id, team));
    amendments
        .paused()
        .forEach(name -> members.put("sluice.upstreams.\"%s\".paused".formatted(name), "true"));
    return members;
  }

  private void write(Map<String, String> members, String id, ManagedTeam team) {
    String at = "sluice.teams.\"" + id + "\"";
    members.put(at, ""); // it exists, whatever else is said of it
    team.members().forEach((member, value) -> members.put(at + "." + member, value));
    for (int i = 0; i < team.keys().size(); i++) {
      members.put(at + ".keys[" + i + "]", team.keys().get(i).written());
    }
    for (int i = 0; i < team.webhookSecrets().size(); i++) {
      String member = at + ".webhook-secret[" + i + "]";
      seal.opened(id, team.webhookSecrets().get(i))
          .ifPresentOrElse(text -> members.put(member, text), () -> sayOnce(id));
    }
  }

  /** Seals a webhook secret for a team; empty where there is nothing to seal it with. */
  Optional<String> sealed(String team, String secret) {
    return seal.works() ? Optional.of(seal.sealed(team, secret)) : Optional.empty();
  }

  private synchronized void sayOnce(String team) {
    if (said.add(team)) {
      LOG.errorf(
          "webhook-secret-sealed-with-another-secret team=%s its webhooks are not signed until it"
              + " is set again, or sluice.secret is what it was",
          team);
    }
  }
}
