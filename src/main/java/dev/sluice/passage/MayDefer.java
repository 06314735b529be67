package dev.sluice.passage;

/**
 * The note that a submit which cannot be served now may be answered at once and sent later: its
 * client prefers that ({@code Prefer: respond-async}, RFC 7240), or its team's {@code overflow} is
 * {@code defer}.
 */
public record MayDefer() {}
