/** The history as Redis keeps it. */
@NullMarked
package dev.sluice.history.redis;

import org.jspecify.annotations.NullMarked;
