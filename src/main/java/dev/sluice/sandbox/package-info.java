/**
 * The built-in upstream: speaks the vendor's dialect, counts as a strict vendor would, and reports
 * what it saw. It is the judge in the tests, so its counting is simple and shares no code with what
 * it judges. Named by nobody.
 */
@NullMarked
package dev.sluice.sandbox;

import org.jspecify.annotations.NullMarked;
