/** Under the floor: the names of all metrics, in one place. */
@NullMarked
package dev.sluice.meters;

import org.jspecify.annotations.NullMarked;
