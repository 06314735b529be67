package dev.sluice.passage;

/**
 * The note that a request did not leave because its {@link SendPermit} had grown too old: ask
 * again.
 */
public record StaleGrant() {}
