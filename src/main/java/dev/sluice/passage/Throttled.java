package dev.sluice.passage;

import java.time.Duration;
import java.util.Optional;

/**
 * The note that the upstream itself answered a submit with 429.
 *
 * @param retryAfter its {@code Retry-After}, where it sent a readable one
 */
public record Throttled(Optional<Duration> retryAfter) {}
