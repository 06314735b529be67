/**
 * The pages for people: {@code /dashboard} for whoever runs the gateway, {@code /me.html} for a
 * team. They are files of the jar, the same for everybody and without a secret; what they show they
 * ask for in the browser, at {@code /admin} and {@code /me}, with the key that is typed in.
 */
@NullMarked
package dev.sluice.dashboard;

import org.jspecify.annotations.NullMarked;
