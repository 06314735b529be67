/**
 * The door: where HTTP becomes a passage, and an answer HTTP.
 *
 * <p>A request meets {@code Gate} first, before any routing: it gets its id, and passes only with a
 * canonical path, a method that is offered there, and a body that {@code BodyIntake} has read
 * whole, counted and timed; {@code TurnAway} answers the rest. {@code ApixoResource} and {@code
 * KieResource} are the vendors' doors; {@code VendorDoor} makes a passage of it for both, {@code
 * RequestPath} knows the order of the stages and sends it on its {@code Way}, and {@code
 * AnswerWriter} writes what comes back. {@code CallbackResource} is for upstreams, at the addresses
 * that they were given. {@code Faults} has the answers of what no resource serves.
 *
 * <p>Bodies are bytes on the way in and on the way out. Do not assume that a client still listens:
 * its departure is told to the passage and stops nothing.
 */
@NullMarked
package dev.sluice.front;

import org.jspecify.annotations.NullMarked;
