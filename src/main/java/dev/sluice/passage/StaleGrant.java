package dev.sluice.passage;

/**
 * The note that a grant grew too old on its way to the wire (law L1): not a byte left, and the same
 * request may ask the shared budget again.
 */
public record StaleGrant() {}
