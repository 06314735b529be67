package dev.sluice.budget;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;

/**
 * A team's own tokens G (law L4), and what they come to at most: idle is what nobody's guarantee
 * can have a claim to, and the sum of these bounds is told without a look at every bucket. A bound
 * is above the tokens by a thousandth of one, or a little more for a very slow guarantee.
 */
final class Guarantee {

  /** Parts of a thousandth in which the bound is counted. */
  static final long PARTS = 1_000_000;

  private static final long MICRO = 1000;

  private final Bucket bucket;
  private Bandwidth refill;
  private long most;
  private long since;

  Guarantee(Bucket bucket, Bandwidth refill, long now) {
    this.bucket = bucket;
    this.refill = refill;
    touched(now);
  }

  /** Thousandths of a token that are there. */
  long tokens() {
    return bucket.getAvailableTokens();
  }

  /** The bound, in parts. */
  long most(long now) {
    long micros = (now - since + MICRO - 1) / MICRO;
    return Math.min(refill.getCapacity() * PARTS, most + partsPerMicro() * micros);
  }

  void take(long thousandths, long now) {
    bucket.tryConsume(thousandths);
    touched(now);
  }

  void giveBack(long thousandths, long now) {
    bucket.addTokens(thousandths);
    touched(now);
  }

  /** Refills at another pace from now on; tokens stay. */
  void refill(Bandwidth newRefill, long now) {
    bucket.replaceConfiguration(
        BucketConfiguration.builder().addLimit(newRefill).build(), TokensInheritanceStrategy.AS_IS);
    refill = newRefill;
    touched(now);
  }

  private void touched(long now) {
    most = Math.min(refill.getCapacity(), tokens() + 1) * PARTS;
    since = now;
  }

  private long partsPerMicro() {
    long micros = refill.getRefillPeriodNanos() / MICRO;
    return (refill.getRefillTokens() * PARTS + micros - 1) / micros;
  }
}
