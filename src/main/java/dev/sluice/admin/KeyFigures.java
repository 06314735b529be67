package dev.sluice.admin;

import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetDesk;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Budgets;
import dev.sluice.budget.Standing;
import dev.sluice.budget.TeamShare;
import dev.sluice.redis.StoreStanding;
import dev.sluice.upstream.Circuits;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is told of the shared keys: their budgets, their upstreams, and the store that counts. */
@Singleton
final class KeyFigures {

  /** Teams that are told of one budget. */
  private static final int MOST_TEAMS = 500;

  private final Budgets budgets;
  private final BudgetDesk desk;
  private final Upstreams upstreams;
  private final Circuits circuits;
  private final StoreStanding store;

  KeyFigures(
      Budgets budgets,
      BudgetDesk desk,
      Upstreams upstreams,
      Circuits circuits,
      StoreStanding store) {
    this.budgets = budgets;
    this.desk = desk;
    this.upstreams = upstreams;
    this.circuits = circuits;
    this.store = store;
  }

  /** A store that answers is degraded still while a budget waits for what replicas hold. */
  Overview.Store store() {
    StoreStanding.Now now = store.now();
    List<String> why = new ArrayList<>();
    if (!now.detail().isEmpty()) {
      why.add(now.detail());
    }
    StoreStanding.Mode mode = now.mode();
    for (Budget budget : budgets.all()) {
      Standing standing = budget.standing();
      if (mode == StoreStanding.Mode.REDIS && standing.mode() != Standing.Mode.SERVING) {
        mode = StoreStanding.Mode.DEGRADED;
      }
      if (!standing.notice().isEmpty()) {
        why.add(budget.name() + ": " + standing.notice());
      }
    }
    return new Overview.Store(
        mode.name().toLowerCase(Locale.ROOT), why.isEmpty() ? null : String.join("; ", why));
  }

  Uni<List<Overview.BudgetLine>> budgets() {
    return Multi.createFrom()
        .iterable(budgets.all())
        .onItem()
        .transformToUniAndConcatenate(budget -> budget.view().map(view -> line(budget, view)))
        .collect()
        .asList();
  }

  private Overview.BudgetLine line(Budget budget, BudgetView view) {
    return new Overview.BudgetLine(
        budget.name(),
        List.copyOf(new TreeSet<>(budget.upstreams())),
        new Overview.Window(
            view.limit(),
            view.windowSeconds(),
            view.windowRequests(),
            desk.countsLooks(budget.name())),
        tenths(view.tokens()),
        new Overview.Slots(view.slotLimit(), view.slotsInUseTotal()),
        view.paused(),
        shares(desk.shares(budget.name()), view));
  }

  /** Where there are too many, those that hold most. */
  private static List<Overview.ShareLine> shares(Map<String, TeamShare> shares, BudgetView view) {
    TreeSet<String> teams = new TreeSet<>(view.slotsInUse().keySet());
    shares.forEach(
        (team, share) -> {
          if (share.guaranteedTasks() > 0
              || share.guaranteedPerSecond() > 0
              || share.taskCeiling() != TeamShare.NO_CEILING) {
            teams.add(team);
          }
        });
    teams.remove(Budget.WATCH);
    return teams.stream()
        .sorted(
            Comparator.comparingInt((String team) -> -view.slotsInUse().getOrDefault(team, 0))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_TEAMS)
        .map(team -> share(team, shares.getOrDefault(team, TeamShare.PLAIN), view))
        .sorted(Comparator.comparing(Overview.ShareLine::team))
        .collect(Collectors.toList());
  }

  private static Overview.ShareLine share(String team, TeamShare share, BudgetView view) {
    return new Overview.ShareLine(
        team,
        view.slotsInUse().getOrDefault(team, 0),
        view.unknown().getOrDefault(team, 0),
        share.guaranteedTasks(),
        ceiling(share),
        tenths(share.guaranteedPerSecond() * 60));
  }

  private static @Nullable Integer ceiling(TeamShare share) {
    return share.taskCeiling() == TeamShare.NO_CEILING ? null : share.taskCeiling();
  }

  private static double tenths(double number) {
    return Math.round(number * 10) / 10.0;
  }

  List<Overview.UpstreamLine> upstreams() {
    Map<String, String> words = circuits.words();
    return upstreams.all().stream()
        .map(
            upstream ->
                new Overview.UpstreamLine(
                    upstream.name(),
                    budgets.of(upstream.name()).name(),
                    upstream.dialect().name(),
                    words.getOrDefault(upstream.name(), "closed"),
                    budgets.of(upstream.name()).paused(upstream.name())))
        .sorted(Comparator.comparing(Overview.UpstreamLine::name))
        .toList();
  }
}
