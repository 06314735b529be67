/**
 * Beside the path: callbacks. Upstreams tell the gateway of ends at addresses of its own making:
 * {@code CallbackToken} is what stands for a submit in them, made with {@code TokenKeys}, and
 * {@code CallbackIntake} takes what comes there and leaves what it does to the room {@code task}.
 *
 * <p>For teams' own callbacks this room checks the callback URL that a team names before the submit
 * passes on ({@link dev.sluice.relay.CallbackStage}); which URLs are allowed is {@code
 * TargetGuard}'s to say, from the URL as it is written ({@code Target}), the team's patterns
 * ({@code CallbackPattern}) and the ranges that are nobody's to call ({@code SpecialRanges}).
 *
 * <p>And webhooks: {@code EndDesk} takes the ends that teams are to be told of ({@link
 * dev.sluice.task.EndNotices}) into the {@link dev.sluice.relay.DeliveryQueue}; {@code Deliverer}
 * claims what is due, has a {@code Courier} carry it, and settles what follows by {@code
 * DeliverySchedule}. The courier looks the host up ({@code HostNames}), asks {@code TargetGuard}
 * and {@code OwnPlaces} about every address, signs ({@code Letterhead}) and posts to the address
 * that was judged.
 */
@NullMarked
package dev.sluice.relay;

import org.jspecify.annotations.NullMarked;
