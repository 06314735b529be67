package dev.sluice.dialect;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A status answer, as far as anything is decided by it.
 *
 * @param code the envelope's {@code code}
 * @param taskId {@code data.taskId}
 * @param word {@code data.state} as the vendor wrote it
 * @param state what the word comes to
 * @param createTime {@code data.createTime}, Unix milliseconds
 * @param completeTime {@code data.completeTime}, Unix milliseconds
 * @param costTime {@code data.costTime}, milliseconds
 */
public record StatusEnvelope(
    int code,
    Optional<String> taskId,
    Optional<String> word,
    TaskState state,
    OptionalLong createTime,
    OptionalLong completeTime,
    OptionalLong costTime) {}
