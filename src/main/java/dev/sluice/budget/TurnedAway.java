package dev.sluice.budget;

import dev.sluice.budget.Claim.Need;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers the claims that a decision went without, and takes note of what they want on. */
final class TurnedAway {

  private final Lane lane;
  private final SlotShares shares;
  private final Demand demand;
  private final Forecast forecast;

  TurnedAway(Lane lane, SlotShares shares, Demand demand, Forecast forecast) {
    this.lane = lane;
    this.shares = shares;
    this.demand = demand;
    this.forecast = forecast;
  }

  /** Denies what is left of the contenders' claims. */
  void deny(Allotment allotment, Map<String, Verdict> verdicts, long now) {
    long closed = lane.feedback.closedFor(now);
    long slotsClosed = Math.max(closed, lane.feedback.slotsClosedFor(now));
    long full = lane.nanosUntilRoom(now);
    Map<Allotment.Contender, Forecast.Obstacle> obstacles = new LinkedHashMap<>();
    for (Allotment.Contender contender : allotment.contenders()) {
      boolean wantsSlot = contender.key.need() == Need.TOKEN_AND_SLOT;
      long pause = wantsSlot ? slotsClosed : closed;
      boolean slotless = pause == 0 && allotment.wantsForSlots(contender);
      Optional<Policy> barred = wantsSlot ? shares.barredBy(contender.team()) : Optional.empty();
      obstacles.put(contender, new Forecast.Obstacle(barred, pause, slotless, full));
    }
    obstacles.forEach((contender, obstacle) -> takeNote(contender, obstacle, now));
    obstacles.forEach(
        (contender, obstacle) -> {
          int position = 0;
          Verdict.Denied denied = null;
          for (Claim claim : contender.claims) {
            position++;
            if (denied == null || claim.last()) {
              denied = forecast.denied(claim, position, obstacle, now);
            }
            verdicts.put(claim.id(), denied);
          }
        });
  }

  /** Everyone's demand is known before anybody is told when to come back. */
  private void takeNote(Allotment.Contender contender, Forecast.Obstacle obstacle, long now) {
    if (obstacle.barred().isPresent()) {
      demand.drop(contender.key);
    } else {
      demand.decided(contender.key, contender.granted(), contender.claims.size(), now);
    }
  }
}
