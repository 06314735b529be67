/**
 * Administration: for whoever runs the gateway, by keys of their own. It asks and tells the other
 * rooms; none of them knows it.
 */
@NullMarked
package dev.sluice.admin;

import org.jspecify.annotations.NullMarked;
