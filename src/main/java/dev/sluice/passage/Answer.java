package dev.sluice.passage;

/** What a team gets: the vendor's own answer, or a refusal of ours. */
public sealed interface Answer permits Relayed, Refused {}
