package dev.sluice.passage;

/**
 * The note that holds a submit's body as it came, before anybody has looked at it.
 *
 * @param bytes the whole body; the array is not to be changed
 */
public record RawBody(byte[] bytes) {}
