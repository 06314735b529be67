package dev.sluice.dialect;

import java.util.Optional;

/**
 * An answer to a submit, as far as it decides what became of it.
 *
 * @param effectiveCode the envelope's {@code code} where HTTP says 200 and the envelope has one,
 *     else the HTTP status
 * @param envelope whether the body is the vendor's envelope at all (a JSON object with an integer
 *     {@code code})
 * @param taskId the id of the task that was started; empty where the answer names none
 */
public record SubmitReply(int effectiveCode, boolean envelope, Optional<String> taskId) {}
