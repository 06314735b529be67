package dev.sluice.budget;

/**
 * What refusals have promised.
 *
 * @param tokens of the rate
 * @param slots of the slots
 */
record Promises(Bookings tokens, Bookings slots) {}
