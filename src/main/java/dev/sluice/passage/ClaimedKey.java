package dev.sluice.passage;

/**
 * The note that this submit holds the claim on its {@code Idempotency-Key}. Left before routing; it
 * stays for all attempts.
 *
 * @param digest SHA-256 of the key's text, in hex
 */
public record ClaimedKey(String digest) {}
