package dev.sluice.front;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.routing.ModelLabels;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/** What a trace tells of a request: what metrics tell, and the request's id. */
@Singleton
final class Accounts {

  private final ModelLabels models;

  Accounts(ModelLabels models) {
    this.models = models;
  }

  /** By name, all of them bounded, none of them a secret. */
  Map<String, String> of(Passage passage, Answer answer) {
    Map<String, String> account = new TreeMap<>();
    account.put("sluice.operation", passage.head().operation().label());
    account.put("sluice.request_id", passage.head().requestId());
    account.put("sluice.outcome", Outcomes.outcome(passage, answer));
    account.put("sluice.status", String.valueOf(status(answer)));
    passage.find(Team.class).ifPresent(team -> account.put("sluice.team", team.id()));
    passage
        .find(UpstreamChoice.class)
        .ifPresent(
            choice -> {
              account.put("sluice.provider", choice.provider().word());
              account.put("sluice.upstream", choice.upstream());
              account.put("sluice.model", models.of(passage.head().model()));
            });
    if (answer instanceof Refused refused && !refused.refusal().violatedPolicies().isEmpty()) {
      account.put(
          "sluice.violated_policies", String.join(",", refused.refusal().violatedPolicies()));
    }
    return account;
  }

  private static int status(Answer answer) {
    return answer instanceof Relayed relayed
        ? relayed.status()
        : ((Refused) answer).refusal().reason().status();
  }
}
