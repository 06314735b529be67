package dev.sluice.dialect;

/** What reading a submit's body came to: a body that may go on, or what is wrong with it. */
public sealed interface SubmitReading permits SubmitBody, Malformed {}
