package dev.sluice.routing;

import dev.sluice.dialect.SubmitBody;

/**
 * An upstream that may serve a submit, and the submit as it would be told.
 *
 * @param upstream the upstream's name
 * @param model the model id that it would be told
 * @param body the body that it would be told, in its own language
 */
record Candidate(String upstream, String model, SubmitBody body) {}
