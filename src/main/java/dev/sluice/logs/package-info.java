/**
 * Logs for machines. A log line is an event and its keys; where lines are written as JSON, this
 * room makes members of them. Named by nobody.
 */
@NullMarked
package dev.sluice.logs;

import org.jspecify.annotations.NullMarked;
