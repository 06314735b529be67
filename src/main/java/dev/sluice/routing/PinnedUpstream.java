package dev.sluice.routing;

/**
 * The note that a submit can be served by one upstream only: it names what only that one knows.
 *
 * @param upstream its name
 */
public record PinnedUpstream(String upstream) {}
