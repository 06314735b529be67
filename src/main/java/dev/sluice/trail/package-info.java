/**
 * The audit trail: what administrators changed, who did it, and what was before and after. {@link
 * dev.sluice.trail.AuditTrail} is the port, kept in memory or in Redis ({@code trail.redis});
 * {@link dev.sluice.trail.Entry} is one line of it.
 *
 * <p>It is told of a change after the change, by whoever made it, and knows nobody. No text of an
 * entry may be a secret: that is for the teller to see to, the trail bounds their length only.
 */
@NullMarked
package dev.sluice.trail;

import org.jspecify.annotations.NullMarked;
