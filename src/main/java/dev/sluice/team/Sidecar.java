package dev.sluice.team;

import dev.sluice.settings.Layout;
import dev.sluice.settings.Live;
import dev.sluice.settings.Problems;
import dev.sluice.settings.RoomSettings;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Whether the gateway is a sidecar: it stands beside one application, in one pod or on one machine,
 * and whoever reaches it over loopback is that application's team, whatever key is shown. Others
 * are told of its health and of nothing else.
 */
@Singleton
public final class Sidecar implements RoomSettings {

  private static final String MEMBER = "sluice.sidecar.team";

  private final Problems problems = new Problems();
  private final Optional<String> team;
  private final boolean known;

  @Inject
  Sidecar(SidecarConfig config, Layout layout, StoreChoice store) {
    this(config, layout, store.kind());
  }

  Sidecar(SidecarConfig config, Layout layout, StoreKind store) {
    this.team = config.sidecar().team().map(String::strip).filter(id -> !id.isEmpty());
    this.known = team.map(layout.teams()::contains).orElse(true);
    if (config.sidecar().team().isPresent() && team.isEmpty()) {
      problems.add(MEMBER, "", "the id of a team");
    } else if (!known && store == StoreKind.MEMORY) {
      problems.add(MEMBER, team.get(), "the id of a team that sluice.teams has");
    }
  }

  @Produces
  @Singleton
  static Live<Sidecar> judged(Sidecar first, StoreChoice store) {
    return Live.untilTheNextStart(
        first,
        edition -> new Sidecar(edition.mapped(SidecarConfig.class), edition.layout(), store));
  }

  /** The team of everybody who is let in; empty where the gateway is no sidecar. */
  public Optional<String> team() {
    return team;
  }

  @Override
  public Problems problems() {
    return problems;
  }

  @Override
  public List<String> warnings() {
    return known
        ? List.of()
        : List.of(
            "%s: '%s' is no team of sluice.teams; it is served as soon as an administrator has made it"
                .formatted(MEMBER, team.get()));
  }
}
