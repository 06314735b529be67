package dev.sluice.routing;

/**
 * The note that says who is to serve this attempt.
 *
 * @param upstream the upstream's name
 * @param provider the strategy that led there
 */
public record UpstreamChoice(String upstream, Provider provider) {}
