package dev.sluice.task;

/**
 * The note that the team wants to be told of its task's end.
 *
 * @param url where, as the team wrote it
 */
record CallbackWish(String url) {}
