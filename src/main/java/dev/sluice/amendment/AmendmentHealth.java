package dev.sluice.amendment;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready where what administrators have changed does not fit this replica's files: its teams
 * would be refused here. A rollout of such files stops by it.
 */
@Readiness
@Singleton
final class AmendmentHealth implements HealthCheck {

  private final Follower follower;

  AmendmentHealth(Follower follower) {
    this.follower = follower;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("amendments").status(follower.refused().isEmpty());
    follower.refused().ifPresent(why -> response.withData("refused", why));
    return response.build();
  }
}
