package dev.sluice.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * One address before several gateways, as a service has it: each connection goes to the next one,
 * and to another where nobody answers there. What is open to a gateway that dies breaks.
 */
public final class Balancer implements AutoCloseable {

  private static final int TRIES = 4;

  private final Vertx vertx;
  private final NetClient client;
  private final NetServer server;

  /**
   * @param ports where the next connection goes; asked once for each try
   */
  public Balancer(int port, IntSupplier ports) {
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer();
    server.connectHandler(
        near -> {
          near.pause();
          join(near, ports, TRIES);
        });
    try {
      server
          .listen(port, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void join(NetSocket near, IntSupplier ports, int tries) {
    client
        .connect(ports.getAsInt(), "127.0.0.1")
        .onSuccess(
            far -> {
              near.pipeTo(far);
              far.pipeTo(near);
            })
        .onFailure(
            refused -> {
              if (tries > 1) {
                join(near, ports, tries - 1);
              } else {
                near.close();
              }
            });
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
