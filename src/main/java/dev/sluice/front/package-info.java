/**
 * The door: the vendor's paths as JAX-RS resources, the gate before them, and the one method that
 * knows the order of the stages ({@code RequestPath}).
 *
 * <p>Here answers become HTTP. Bodies are bytes on the way in and on the way out.
 */
@NullMarked
package dev.sluice.front;

import org.jspecify.annotations.NullMarked;
