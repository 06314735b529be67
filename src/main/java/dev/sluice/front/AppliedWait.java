package dev.sluice.front;

/**
 * The note that says which wait of {@code Prefer} was applied to a submit.
 *
 * @param seconds as {@code Preference-Applied} tells it, whole seconds, rounded down
 */
record AppliedWait(long seconds) {}
