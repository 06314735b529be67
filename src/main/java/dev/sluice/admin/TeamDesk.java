package dev.sluice.admin;

import dev.sluice.amendment.Amender;
import dev.sluice.amendment.Amender.Act;
import dev.sluice.amendment.Amender.Step;
import dev.sluice.amendment.Amendments;
import dev.sluice.amendment.ManagedKey;
import dev.sluice.amendment.ManagedTeam;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.settings.Editions;
import dev.sluice.team.TeamSettings;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes, changes and removes teams and their keys. Those in the files are only shown. */
@Singleton
final class TeamDesk {

  /** Teams that may be made beside those in the files. */
  static final int MOST_TEAMS = TeamSettings.MOST;

  /** Keys of one team. */
  static final int MOST_KEYS = 20;

  private final Amender amender;
  private final Editions editions;
  private final KeyMint mint;

  TeamDesk(Amender amender, Editions editions) {
    this.amender = amender;
    this.editions = editions;
    this.mint = new KeyMint();
  }

  Uni<List<TeamView>> list() {
    return editions
        .declaredTeams()
        .chain(
            declared ->
                amender
                    .now()
                    .map(
                        now -> {
                          Map<String, TeamView> all = new TreeMap<>();
                          now.teams()
                              .forEach((id, team) -> all.put(id, TeamView.managed(id, team)));
                          declared.forEach((id, team) -> all.put(id, TeamView.declared(id, team)));
                          return List.copyOf(all.values());
                        }));
  }

  Uni<TeamView> find(String id) {
    return editions
        .declaredTeams()
        .chain(
            declared ->
                Optional.ofNullable(declared.get(id))
                    .map(team -> Uni.createFrom().item(TeamView.declared(id, team)))
                    .orElseGet(
                        () -> amender.now().map(now -> TeamView.managed(id, team(now, id)))));
  }

  Uni<TeamView> create(String who, TeamBody body) {
    String id = body.id().orElseThrow(() -> Asking.malformed("id: is missing"));
    if (!TeamSettings.ID.test(id)) {
      throw Asking.malformed("id: allowed are " + TeamSettings.ID_IN_WORDS);
    }
    return undeclared(id)
        .chain(
            () ->
                amender.make(
                    new Act(who, "team-create", id),
                    (now, moment) -> {
                      if (now.team(id).isPresent()) {
                        throw conflict("There is a team of this id; PUT changes it.");
                      }
                      if (now.teams().size() >= MOST_TEAMS) {
                        throw conflict("There are as many teams as may be made.");
                      }
                      ManagedTeam team =
                          new ManagedTeam(body.members(), sealed(id, body, List.of()), List.of());
                      return new Step<>(
                          now.with(id, team), Map.of(), told(team), TeamView.managed(id, team));
                    }));
  }

  Uni<TeamView> replace(String who, String id, TeamBody body) {
    if (body.id().filter(named -> !named.equals(id)).isPresent()) {
      throw Asking.malformed("id: is not the one in the path");
    }
    return undeclared(id)
        .chain(
            () ->
                amender.make(
                    new Act(who, "team-change", id),
                    (now, moment) -> {
                      ManagedTeam before = team(now, id);
                      ManagedTeam after =
                          new ManagedTeam(
                              body.members(),
                              sealed(id, body, before.webhookSecrets()),
                              before.keys());
                      return new Step<>(
                          now.with(id, after),
                          told(before),
                          told(after),
                          TeamView.managed(id, after));
                    }));
  }

  Uni<Void> remove(String who, String id) {
    return undeclared(id)
        .chain(
            () ->
                amender.make(
                    new Act(who, "team-delete", id),
                    (now, moment) ->
                        new Step<>(now.without(id), told(team(now, id)), Map.of(), true)))
        .replaceWithVoid();
  }

  /** A key, shown once. */
  record Minted(String keyId, String key, Optional<Instant> expires, Optional<ManagedKey> old) {

    @Override
    public String toString() {
      return "Minted[" + keyId + "]";
    }
  }

  Uni<Minted> mint(String who, String id, Optional<Instant> expires) {
    KeyMint.Coin coin = mint.strike();
    return undeclared(id)
        .chain(
            () ->
                amender.make(
                    new Act(who, "key-mint", id + "/" + coin.id()),
                    (now, moment) -> {
                      if (expires.filter(end -> !end.isAfter(moment)).isPresent()) {
                        throw Asking.malformed("expires: has to lie in the future");
                      }
                      ManagedKey key = new ManagedKey(coin.id(), coin.digest(), moment, expires);
                      return new Step<>(
                          now.with(id, roomy(team(now, id)).with(key)),
                          Map.of(),
                          told(key),
                          new Minted(key.id(), coin.text(), expires, Optional.empty()));
                    }));
  }

  Uni<Minted> rotate(String who, String id, String keyId, Duration grace) {
    KeyMint.Coin coin = mint.strike();
    return undeclared(id)
        .chain(
            () ->
                amender.make(
                    new Act(who, "key-rotate", id + "/" + keyId),
                    (now, moment) -> {
                      ManagedTeam team = roomy(team(now, id));
                      ManagedKey before = key(team, keyId);
                      ManagedTeam after =
                          team.ending(keyId, moment.plus(grace))
                              .with(
                                  new ManagedKey(
                                      coin.id(), coin.digest(), moment, Optional.empty()));
                      ManagedKey old = key(after, keyId);
                      Map<String, String> told = new TreeMap<>(told(old));
                      told.put("new", coin.id());
                      return new Step<>(
                          now.with(id, after),
                          told(before),
                          told,
                          new Minted(coin.id(), coin.text(), Optional.empty(), Optional.of(old)));
                    }));
  }

  Uni<Void> revoke(String who, String id, String keyId) {
    return undeclared(id)
        .chain(
            () ->
                amender.make(
                    new Act(who, "key-revoke", id + "/" + keyId),
                    (now, moment) -> {
                      ManagedTeam team = team(now, id);
                      return new Step<>(
                          now.with(id, team.without(keyId)),
                          told(key(team, keyId)),
                          Map.of(),
                          true);
                    }))
        .replaceWithVoid();
  }

  private Uni<Void> undeclared(String id) {
    return editions
        .declared()
        .invoke(
            (Set<String> declared) -> {
              if (declared.contains(id)) {
                throw conflict("This team stands in the configuration's files; change it there.");
              }
            })
        .replaceWithVoid();
  }

  private List<String> sealed(String id, TeamBody body, List<String> before) {
    if (body.webhookSecrets().equals(List.of(TeamBody.KEPT))) {
      if (before.isEmpty()) {
        throw Asking.malformed("webhook-secret: set leaves it as it is, and there is none");
      }
      return before;
    }
    List<String> sealed = new ArrayList<>();
    for (String secret : body.webhookSecrets()) {
      sealed.add(
          amender
              .sealed(id, secret)
              .orElseThrow(
                  () ->
                      conflict(
                          "webhook-secret: can be kept only where sluice.secret is set, which it is"
                              + " encrypted with.")));
    }
    return sealed;
  }

  private static ManagedTeam team(Amendments now, String id) {
    return now.team(id)
        .orElseThrow(
            () -> new RefusedException(Refusal.of(Reason.NOT_FOUND, "There is no such team.")));
  }

  private static ManagedTeam roomy(ManagedTeam team) {
    if (team.keys().size() >= MOST_KEYS) {
      throw conflict("The team has as many keys as may be; revoke one first.");
    }
    return team;
  }

  private static ManagedKey key(ManagedTeam team, String keyId) {
    return team.key(keyId)
        .orElseThrow(
            () ->
                new RefusedException(
                    Refusal.of(Reason.NOT_FOUND, "The team has no such key, or it has ended.")));
  }

  private static RefusedException conflict(String detail) {
    return new RefusedException(Refusal.of(Reason.CONFLICT, detail));
  }

  /** For the audit: never a secret. */
  private static Map<String, String> told(ManagedTeam team) {
    Map<String, String> told = new TreeMap<>(team.members());
    if (!team.webhookSecrets().isEmpty()) {
      told.put("webhook-secret", TeamBody.KEPT);
    }
    Set<String> keys = new TreeSet<>();
    team.keys().forEach(key -> keys.add(key.id()));
    told.put("keys", String.join(" ", keys));
    return told;
  }

  private static Map<String, String> told(ManagedKey key) {
    return Map.of(
        "keyId", key.id(), "expires", key.expires().map(Instant::toString).orElse("never"));
  }
}
