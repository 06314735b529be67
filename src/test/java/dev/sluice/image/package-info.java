/** The container image, built and run without Docker; skipped where that is not possible. */
@NullMarked
package dev.sluice.image;

import org.jspecify.annotations.NullMarked;
