package dev.sluice.task;

import java.util.Optional;

/**
 * One submit as it was sent to an upstream: all that is needed to make its task's record when
 * somebody else than its own answer tells of it.
 *
 * @param slot the id of the slot that was acquired for it
 * @param team whose it is
 * @param upstream whom it was sent to
 * @param model the model id as the upstream was told it
 * @param provider the word for the strategy that led to the upstream
 * @param sentMillis when, Unix milliseconds
 * @param callback the URL at which the team wants to be told of the end, if it does
 * @param claim the digest of its {@code Idempotency-Key}, if it has one
 * @param asked what the team said; empty where that was not kept, see {@link Origin#asked}
 * @param given the id under which its team knows the task, where that is the gateway's own
 */
public record Submission(
    String slot,
    String team,
    String upstream,
    String model,
    String provider,
    long sentMillis,
    Optional<String> callback,
    Optional<String> claim,
    Optional<Asked> asked,
    Optional<String> given) {}
