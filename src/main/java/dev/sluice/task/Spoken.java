package dev.sluice.task;

/**
 * The upstream's last word about a task.
 *
 * @param status the HTTP status it came with
 * @param body the envelope, exactly as the upstream sent it but for what {@link
 *     dev.sluice.dialect.Dialect#forTeam} keeps back; the array is not to be changed
 */
public record Spoken(int status, byte[] body) {}
