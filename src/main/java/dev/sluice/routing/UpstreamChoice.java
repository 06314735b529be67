package dev.sluice.routing;

/**
 * The note that says who is to serve this attempt.
 *
 * @param upstream the upstream's name
 * @param provider the strategy that led there
 * @param model the model id that this upstream is told, which may be another than the team asks for
 */
public record UpstreamChoice(String upstream, Provider provider, String model) {}
