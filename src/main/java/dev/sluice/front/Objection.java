package dev.sluice.front;

import dev.sluice.passage.Refusal;

/**
 * The note that says what is wrong with a request line. It is told to known teams only: who
 * somebody is comes before what he asks.
 */
record Objection(Refusal refusal) {}
