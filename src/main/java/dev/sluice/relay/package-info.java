/**
 * Beside the path: callbacks. Today this room checks the callback URL that a team names before the
 * submit passes on ({@link dev.sluice.relay.CallbackStage}); which URLs are allowed is {@code
 * TargetGuard}'s to say, from the URL as it is written ({@code Target}), the team's patterns
 * ({@code CallbackPattern}) and the ranges that are nobody's to call ({@code SpecialRanges}).
 *
 * <p>No name is resolved here: the vendor makes the call, from its own network.
 */
@NullMarked
package dev.sluice.relay;

import org.jspecify.annotations.NullMarked;
