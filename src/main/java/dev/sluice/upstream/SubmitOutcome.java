package dev.sluice.upstream;

import dev.sluice.dialect.SubmitReply;
import java.time.Duration;
import java.util.Optional;

/**
 * The note that {@code UpstreamStage} leaves on a passage whose submit was answered.
 *
 * @param upstream who answered
 * @param status the HTTP status
 * @param reply what the answer says
 * @param retryAfter the upstream's {@code Retry-After}, where it sent a readable one
 */
public record SubmitOutcome(
    String upstream, int status, SubmitReply reply, Optional<Duration> retryAfter) {}
