package dev.sluice.team;

import java.util.List;

/**
 * A team, as far as every room needs it. Its quotas, shares and routes are known to the rooms that
 * apply them.
 *
 * @param id the name in configuration, metrics and logs
 * @param models globs of the model ids it may use; empty for all
 * @param callbacks globs of the callback URLs it may name; empty for any public address
 * @param showBalance whether it may see the shared key's balance
 * @param sandbox whether it always goes to the sandbox
 */
public record Team(
    String id, List<String> models, List<String> callbacks, boolean showBalance, boolean sandbox) {

  public Team {
    models = List.copyOf(models);
    callbacks = List.copyOf(callbacks);
  }

  /** Whether it may use this model. */
  public boolean mayUse(String model) {
    return models.isEmpty() || models.stream().anyMatch(glob -> new Glob(glob).matches(model));
  }
}
