package dev.sluice.relay.redis;

import static dev.sluice.redis.Resp.text;

import dev.sluice.relay.Delivery;
import dev.sluice.relay.Delivery.Progress;
import dev.sluice.relay.Delivery.State;
import dev.sluice.relay.Receiver;
import io.vertx.mutiny.redis.client.Response;
import java.util.Locale;

/** Deliveries as {@code queue.lua} lays them out. */
final class DeliveryCodec {

  /** The fields in the order in which they are told. */
  static final String[] FIELDS = {"t", "u", "p", "i", "c", "b", "s", "a", "n", "l"};

  private static final byte[] NOTHING = {};

  private DeliveryCodec() {}

  /** The delivery of these fields. */
  static Delivery delivery(String id, Response told) {
    Response body = told.get(5);
    return new Delivery(
        id,
        new Receiver(text(told, 0), text(told, 1)),
        text(told, 2),
        text(told, 3),
        Long.parseLong(text(told, 4)),
        body == null ? NOTHING : body.toBytes(),
        new Progress(
            State.valueOf(text(told, 6).toUpperCase(Locale.ROOT)),
            Integer.parseInt(text(told, 7)),
            Long.parseLong(text(told, 8)),
            text(told, 9)));
  }
}
