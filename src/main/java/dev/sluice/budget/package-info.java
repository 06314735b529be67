/**
 * The shared key: what it allows is divided here, and nothing leaves that was not granted here.
 *
 * <p>A {@link dev.sluice.budget.Budget} is one upstream key: a {@link dev.sluice.budget.Ledger}
 * decides, a waiting room holds who is not served yet. {@code BudgetStage} asks for a token and a
 * slot before a submit is sent and says afterwards what became of it. The slot outlives the
 * request: it ends with the task, by an explicit release, by the upstream's own truth, or by its
 * age.
 *
 * <p>The laws (L, S and a number) are those of {@code docs/how-it-works.md}. The rooms further on
 * bind and release slots through {@link dev.sluice.budget.Budget}; nobody else counts.
 */
@NullMarked
package dev.sluice.budget;

import org.jspecify.annotations.NullMarked;
