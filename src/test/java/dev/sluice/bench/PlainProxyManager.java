package dev.sluice.bench;

import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bucket4j's compare and swap on Redis as its own back ends do it: GET, then a script that sets
 * where nothing changed, again and again at once; over four pipelined connections, without any
 * deadline.
 */
final class PlainProxyManager extends AbstractCompareAndSwapBasedProxyManager<String> {

  private static final String SWAP =
      """
      if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', 60000)
      return 1
      """;

  private final List<RedisConnection> connections = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final String digest;

  PlainProxyManager(String redis) {
    super(ClientSideConfig.getDefault());
    Vertx vertx = Vertx.vertx();
    var options = new RedisOptions().setConnectionString(redis).setMaxWaitingHandlers(100_000);
    for (int i = 0; i < 4; i++) {
      connections.add(
          Redis.createClient(vertx, options)
              .connect()
              .toCompletionStage()
              .toCompletableFuture()
              .join());
    }
    digest =
        send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(SWAP))
            .join()
            .map(Object::toString)
            .orElseThrow();
  }

  private CompletableFuture<Optional<io.vertx.redis.client.Response>> send(Request request) {
    return connections
        .get(Math.floorMod(next.getAndIncrement(), connections.size()))
        .send(request)
        .map(Optional::ofNullable)
        .toCompletionStage()
        .toCompletableFuture();
  }

  @Override
  protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String key) {
    return new AsyncCompareAndSwapOperation() {
      @Override
      public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeout) {
        return send(Request.cmd(Command.GET).arg(key))
            .thenApply(answer -> answer.map(io.vertx.redis.client.Response::toBytes));
      }

      @Override
      public CompletableFuture<Boolean> compareAndSwap(
          byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeout) {
        Request swap =
            Request.cmd(Command.EVALSHA)
                .arg(digest)
                .arg(1)
                .arg(key)
                .arg(Buffer.buffer(before == null ? new byte[0] : before))
                .arg(Buffer.buffer(after));
        return send(swap).thenApply(answer -> answer.orElseThrow().toInteger() == 1);
      }
    };
  }

  @Override
  protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected CompletableFuture<Void> removeAsync(String key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isAsyncModeSupported() {
    return true;
  }

  @Override
  public void removeProxy(String key) {
    throw new UnsupportedOperationException();
  }
}
