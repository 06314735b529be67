package dev.sluice.relay;

/**
 * Who is told of an end, and where.
 *
 * @param team its id
 * @param url where the team wants to be told
 */
public record Receiver(String team, String url) {

  /**
   * What shares its fate: the deliveries of one team to one scheme, host and port. A line that is
   * slow or dead delays no other.
   */
  public String line() {
    return team
        + " "
        + Target.read(url)
            .target()
            .map(it -> "%s://%s:%d".formatted(it.scheme(), it.host(), it.port()))
            .orElse("nowhere");
  }

  /**
   * Scheme and host of where it is, with the port where that is not the scheme's own, for who runs
   * the gateway: the path may hold a secret of the team's.
   */
  public String place() {
    return Target.read(url)
        .target()
        .map(it -> it.scheme() + "://" + it.urlHost() + (it.usualPort() ? "" : ":" + it.port()))
        .orElse("nowhere");
  }

  /** Without the URL, which may hold a secret of the team's. */
  @Override
  public String toString() {
    return "Receiver[" + team + "]";
  }
}
