/**
 * The built-in upstream: speaks both vendors' dialects, counts as a strict vendor would, and
 * reports what it saw. It is the judge in the tests, so its counting is simple and shares no code
 * with what it judges. Named by nobody.
 *
 * <p>{@link dev.sluice.sandbox.SandboxResource} turns HTTP into calls of {@link
 * dev.sluice.sandbox.ApixoDesk} and {@link dev.sluice.sandbox.KieDesk}, which decide what is said,
 * each in the words of its own {@link dev.sluice.sandbox.Envelopes}; {@link
 * dev.sluice.sandbox.Counter} is what both do alike; {@link dev.sluice.sandbox.Judge} alone counts,
 * under one lock, by {@link dev.sluice.sandbox.SlidingWindow} and {@link
 * dev.sluice.sandbox.OpenTasks}. {@link dev.sluice.sandbox.PromptWords} lets a prompt choose an
 * outcome, {@link dev.sluice.sandbox.Webhooks} calls back.
 *
 * <p>Everything is in this process's memory: with several replicas, each has a sandbox of its own.
 * A request counts when its body has been read, which is a little later than its first byte came.
 */
@NullMarked
package dev.sluice.sandbox;

import org.jspecify.annotations.NullMarked;
