package dev.sluice.redis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A link that says what it was told to say. */
final class ScriptedLink implements RedisLink {

  String mode = "standalone";
  boolean reached = true;
  Duration silence = Duration.ZERO;
  boolean answers = true;
  boolean tellsSettings = true;
  String policy = "noeviction";
  long used = 1;
  String more = "";
  @Nullable String refusal;
  int asked;

  @Override
  public Uni<@Nullable Response> send(Request command) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<@Nullable Response>> send(List<Request> commands) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<Boolean> confirmed(List<Request> commands) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Uni<List<Response>> everyMaster(Request command) {
    if (!answers) {
      return Uni.createFrom().failure(Failures.late());
    }
    boolean info = command.command().toString().equalsIgnoreCase("info");
    if (!info && !tellsSettings) {
      return Uni.createFrom().failure(Failures.late());
    }
    asked += info ? 1 : 0;
    String text =
        info
            ? "maxmemory:100\nmaxmemory_policy:%s\nused_memory:%d\n%s".formatted(policy, used, more)
            : "[min-replicas-max-lag, 2]";
    return Uni.createFrom().item(List.of(Response.newInstance(SimpleStringType.create(text))));
  }

  @Override
  public boolean up() {
    return reached;
  }

  @Override
  public Duration silence() {
    return silence;
  }

  @Override
  public boolean reached() {
    return reached;
  }

  @Override
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public long failures() {
    return 0;
  }

  @Override
  public String mode() {
    return mode;
  }
}
