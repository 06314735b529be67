package dev.sluice.passage;

/** An answer of our own that says no. */
public record Refused(Refusal refusal) implements Answer {}
