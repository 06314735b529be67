/**
 * Beside the path: callbacks. Today this room checks the callback URL that a team names before the
 * submit passes on ({@code CallbackStage}).
 */
@NullMarked
package dev.sluice.relay;

import org.jspecify.annotations.NullMarked;
