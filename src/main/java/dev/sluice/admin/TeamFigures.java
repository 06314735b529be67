package dev.sluice.admin;

import dev.sluice.deferral.DeferralDesk;
import dev.sluice.history.History;
import dev.sluice.history.Presence;
import dev.sluice.history.Sample;
import dev.sluice.quota.QuotaDesk;
import dev.sluice.settings.Editions;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import dev.sluice.time.Recent;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is told of the teams: who waits, what each has sent, and what was refused. */
@Singleton
final class TeamFigures {

  private static final int MOST_TEAMS = 500;
  private static final int MOST_REFUSALS = 100;
  private static final Duration DECLARED_FRESH = Duration.ofSeconds(5);

  /** Steps of a minute. */
  private static final int MINUTE = (int) (60_000 / Sample.STEP.toMillis());

  private final TeamDirectory directory;
  private final History history;
  private final QuotaDesk quotas;
  private final DeferralDesk deferrals;
  private final Recent<Set<String>> declared;

  TeamFigures(
      TeamDirectory directory,
      History history,
      QuotaDesk quotas,
      DeferralDesk deferrals,
      Editions editions,
      Ticker ticker) {
    this.directory = directory;
    this.history = history;
    this.quotas = quotas;
    this.deferrals = deferrals;
    this.declared = new Recent<>(editions::declared, DECLARED_FRESH, ticker);
  }

  /** By name; where there are too many, those of which there is most to tell. */
  Uni<List<Overview.TeamLine>> teams() {
    return declared.get().chain(names -> history.whole().map(all -> lines(all, names)));
  }

  private List<Overview.TeamLine> lines(List<Sample> samples, Set<String> declared) {
    TreeSet<String> teams = new TreeSet<>();
    directory.all().stream().map(Team::id).forEach(teams::add);
    return teams.stream()
        .map(team -> line(team, declared.contains(team), samples))
        .sorted(
            Comparator.comparingLong(
                    (Overview.TeamLine line) ->
                        -(line.waiting() + line.deferred() + line.sentInLastMinute()))
                .thenComparing(Overview.TeamLine::team))
        .limit(MOST_TEAMS)
        .sorted(Comparator.comparing(Overview.TeamLine::team))
        .toList();
  }

  private Overview.TeamLine line(String team, boolean declared, List<Sample> samples) {
    Presence.Waiting waiting = history.waiting(team);
    return new Overview.TeamLine(
        team,
        declared,
        waiting.count(),
        waiting.longest().toMillis() / 1000.0,
        deferrals.waiting(team).count(),
        quotas.perMinute(team).orElse(null),
        History.sent(samples, team, MINUTE));
  }

  /** The last ones first. */
  Uni<List<Overview.RefusalLine>> refusals() {
    return history.refusals(Optional.empty(), Integer.MAX_VALUE).map(TeamFigures::summed);
  }

  /** One line for each team and limit: the last words, and how often in all. */
  static List<Overview.RefusalLine> summed(List<History.Refused> lastFirst) {
    Map<List<String>, Overview.RefusalLine> lines = new LinkedHashMap<>();
    for (History.Refused one : lastFirst) {
      lines.merge(
          List.of(one.team(), one.policy()),
          line(one),
          (last, earlier) ->
              new Overview.RefusalLine(
                  last.at(),
                  last.team(),
                  last.policy(),
                  last.count() + earlier.count(),
                  last.detail()));
    }
    return lines.values().stream().limit(MOST_REFUSALS).toList();
  }

  private static Overview.RefusalLine line(History.Refused one) {
    return new Overview.RefusalLine(
        one.at().toString(), one.team(), one.policy(), one.count(), one.detail());
  }
}
