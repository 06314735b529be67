package dev.sluice.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link RedisLink} over the connections of its {@link Node}s. */
final class PipelinedLink implements RedisLink {

  private final Nodes nodes;
  private final Pulse pulse;
  private final Doors doors;
  private final String mode;
  private final int database;

  PipelinedLink(Nodes nodes, Pulse pulse, Doors doors, String mode, int database) {
    this.nodes = nodes;
    this.pulse = pulse;
    this.doors = doors;
    this.mode = mode;
    this.database = database;
  }

  @Override
  public Uni<@Nullable Response> send(Request command) {
    return send(List.of(command)).map(answers -> answers.get(0));
  }

  @Override
  public Uni<List<@Nullable Response>> send(List<Request> commands) {
    List<io.vertx.redis.client.Request> bare = bare(commands);
    return sent(bare, node -> node.send(bare)).map(PipelinedLink::wrapped);
  }

  @Override
  public Uni<Boolean> confirmed(List<Request> commands) {
    List<io.vertx.redis.client.Request> bare = bare(commands);
    return sent(bare, node -> node.confirmed(bare));
  }

  @Override
  public Uni<List<Response>> everyMaster(Request command) {
    List<io.vertx.redis.client.Request> bare = bare(List.of(command));
    return Uni.createFrom()
        .deferred(
            () -> {
              List<Node> all = nodes.all();
              return all.isEmpty()
                  ? Uni.createFrom().failure(Failures.noConnection())
                  : Uni.join()
                      .all(all.stream().map(node -> node.send(bare)).toList())
                      .andFailFast();
            })
        .map(answers -> answers.stream().map(each -> Response.newInstance(each.get(0))).toList());
  }

  /** To where they belong; where that node says that they belong elsewhere, there, once. */
  private <T> Uni<T> sent(
      List<io.vertx.redis.client.Request> commands, Function<Node, Uni<T>> how) {
    return Uni.createFrom()
        .deferred(() -> how.apply(nodes.of(commands)))
        .onFailure(PipelinedLink::refused)
        .recoverWithUni(
            refusal -> {
              Node instead = nodes.insteadOf((StoreFailure) refusal);
              return instead == null ? Uni.createFrom().failure(refusal) : how.apply(instead);
            });
  }

  @Override
  public boolean up() {
    return pulse.up();
  }

  @Override
  public Duration silence() {
    return pulse.silence();
  }

  @Override
  public boolean reached() {
    return pulse.everAnswered();
  }

  @Override
  public Optional<String> refusal() {
    return doors.refusal();
  }

  @Override
  public long failures() {
    return pulse.failures();
  }

  @Override
  public String mode() {
    return mode;
  }

  @Override
  public String channel(String what) {
    return KeySpace.channel(what, database);
  }

  void close() {
    nodes.close();
  }

  private static boolean refused(Throwable failure) {
    return failure instanceof StoreFailure known && known.kind() == StoreFailure.Kind.REFUSED;
  }

  private static List<io.vertx.redis.client.Request> bare(List<Request> commands) {
    return commands.stream().map(Request::getDelegate).toList();
  }

  private static List<@Nullable Response> wrapped(
      List<io.vertx.redis.client.@Nullable Response> answers) {
    List<@Nullable Response> all = new ArrayList<>(answers.size());
    for (io.vertx.redis.client.Response answer : answers) {
      all.add(answer == null ? null : Response.newInstance(answer));
    }
    return all;
  }
}
