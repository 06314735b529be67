package dev.sluice.passage;

/**
 * The last question before a byte leaves: is what was granted for this request still good? Asked
 * with the connection in hand (law L1), so that the spread between a grant and its arrival stays
 * bounded.
 */
public interface SendPermit {

  /**
   * Whether the first byte may leave now. False where the grant has grown too old or the client has
   * gone.
   */
  boolean usable();
}
