/**
 * What a decision costs; see {@code bench/decisions.sh}. {@code DecisionBench} starts a Redis and
 * processes of {@code DecisionWorker}, which let callers ask a {@code Decider} one after the other.
 * {@code HouseBench} lets many replicas share one Redis that holds many open tasks.
 */
package dev.sluice.bench;
