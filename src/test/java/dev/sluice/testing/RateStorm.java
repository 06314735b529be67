package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Storm.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Judges a storm in which the rate is what all want for. The sandbox's own record is what is looked
 * at.
 *
 * <p>That nothing is refused must hold all the time. How much of the limit is used is a matter of
 * spans: a machine that is busy with something else may spoil one, so there are several to choose
 * from.
 */
public final class RateStorm {

  private static final Logger LOG = Logger.getLogger(RateStorm.class);

  private static final int SPANS = 5;

  private final Stormy gateways;
  private final Scale scale;
  private final double enough;

  /**
   * How a storm is scaled down.
   *
   * @param perSecond the sandbox's limit, requests a second
   * @param first what is not looked at, since everything is cold
   * @param span what is looked at, at least a window
   */
  public record Scale(double perSecond, Duration first, Duration span) {}

  /**
   * @param enough the part of the limit that must be used
   */
  public RateStorm(Stormy gateways, Scale scale, double enough) {
    this.gateways = gateways;
    this.scale = scale;
    this.enough = enough;
  }

  /** The first span in which enough of the limit was used; fails where there was none. */
  public Span steady(List<Tally> crowds) {
    gateways.pass(scale.first);
    Moment before = moment(crowds);
    Span span = null;
    for (int i = 0; i < SPANS && (span == null || span.use() < enough); i++) {
      gateways.pass(scale.span);
      Moment after = moment(crowds);
      span = new Span(before, after);
      LOG.infof("storm %s; since its start %s", span, crowds);
      gateways.assertThatTheLimitHeld();
      assertThat(span.accepted()).as("accepted in %s", span).isPositive();
      before = after;
    }
    assertThat(span.use()).as("use of the limit").isGreaterThanOrEqualTo(enough);
    return span;
  }

  /**
   * What was accepted of each crowd divides by these weights.
   *
   * @param nearly how far a share may be from what is due, as a part of that
   */
  public static void assertThatSharesAre(Span span, List<Double> weights, double nearly) {
    double total = weights.stream().mapToDouble(Double::doubleValue).sum();
    for (int i = 0; i < weights.size(); i++) {
      double due = weights.get(i) / total;
      assertThat(span.share(i))
          .as("share of crowd %d, over %s", i, span)
          .isCloseTo(due, within(nearly * due));
    }
  }

  private Moment moment(List<Tally> crowds) {
    List<Long> sent = new ArrayList<>();
    List<Long> accepted = new ArrayList<>();
    for (Tally crowd : crowds) {
      sent.add(crowd.sent());
      accepted.add(crowd.answered(200));
    }
    return new Moment(gateways.sandbox(), sent, accepted);
  }

  private record Moment(SandboxRecord sandbox, List<Long> sent, List<Long> accepted) {}

  /** What happened between two moments. */
  public final class Span {
    private final Moment before;
    private final Moment after;

    private Span(Moment before, Moment after) {
      this.before = before;
      this.after = after;
    }

    /** The part of the limit that was used. */
    public double use() {
      return after.sandbox.useSince(before.sandbox);
    }

    /** Submits of a crowd that were accepted. */
    public long accepted(int crowd) {
      return after.accepted.get(crowd) - before.accepted.get(crowd);
    }

    /** Submits for each request that the limit allows. */
    public double offered() {
      return sum(after.sent, before.sent) / seconds() / scale.perSecond;
    }

    /** Submits of all crowds that were accepted. */
    public double accepted() {
      return sum(after.accepted, before.accepted);
    }

    private double share(int crowd) {
      return accepted(crowd) / accepted();
    }

    /** Its length by the sandbox's clock. */
    public double seconds() {
      return after.sandbox.secondsSince(before.sandbox);
    }

    private static double sum(List<Long> after, List<Long> before) {
      double sum = 0;
      for (int i = 0; i < after.size(); i++) {
        sum += after.get(i) - before.get(i);
      }
      return sum;
    }

    @Override
    public String toString() {
      List<String> shares = new ArrayList<>();
      for (int i = 0; i < after.sent.size(); i++) {
        shares.add("%d (%.4f)".formatted(accepted(i), share(i)));
      }
      return "%.1f s, use %.2f %%, offered %.1f times, fullest window %d of %d, refused %d, accepted %s"
          .formatted(
              seconds(),
              100 * use(),
              offered(),
              after.sandbox.count("largestWindow"),
              after.sandbox.count("windowLimit"),
              after.sandbox.count("refused"),
              shares);
    }
  }
}
