package dev.sluice.amendment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A team that an administrator made.
 *
 * @param members as configuration writes them below the team, such as {@code weight} or {@code
 *     models[0]}; neither keys nor the webhook secret
 * @param webhookSecrets sealed; see {@link Seal}
 * @param keys the oldest first
 */
public record ManagedTeam(
    Map<String, String> members, List<String> webhookSecrets, List<ManagedKey> keys) {

  public ManagedTeam {
    members = java.util.Collections.unmodifiableMap(new TreeMap<>(members));
    webhookSecrets = List.copyOf(webhookSecrets);
    keys = List.copyOf(keys);
  }

  /** The key of this id. */
  public Optional<ManagedKey> key(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The same with one key more. */
  public ManagedTeam with(ManagedKey key) {
    List<ManagedKey> more = new ArrayList<>(keys);
    more.add(key);
    return new ManagedTeam(members, webhookSecrets, more);
  }

  /** The same without this key. */
  public ManagedTeam without(String keyId) {
    return new ManagedTeam(
        members, webhookSecrets, keys.stream().filter(key -> !key.id().equals(keyId)).toList());
  }

  /** The same, this key ending then at the latest. */
  public ManagedTeam ending(String keyId, Instant end) {
    return new ManagedTeam(
        members,
        webhookSecrets,
        keys.stream().map(key -> key.id().equals(keyId) ? key.until(end) : key).toList());
  }

  /** The same without keys that have ended. */
  ManagedTeam swept(Instant now) {
    return new ManagedTeam(
        members, webhookSecrets, keys.stream().filter(key -> key.works(now)).toList());
  }

  @Override
  public String toString() {
    return "ManagedTeam" + members.keySet();
  }
}
