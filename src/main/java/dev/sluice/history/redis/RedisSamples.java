package dev.sluice.history.redis;

import static dev.sluice.redis.Resp.arguments;
import static dev.sluice.redis.Resp.bytes;

import dev.sluice.history.Sample;
import dev.sluice.history.Samples;
import dev.sluice.history.TeamSample;
import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The history in Redis: one hash for each step, of which {@link SampleFields} tells the fields. A
 * replica adds its part by one program; steps are read {@value #AT_ONCE} at a time, each by a
 * command of its own, so that nobody waits for all of them.
 */
final class RedisSamples implements Samples {

  /** Fields of a step; what is beyond is not kept. */
  static final int MOST_FIELDS = 6000;

  private static final int AT_ONCE = 60;
  private static final RedisScript ADD = RedisScript.of(RedisSamples.class, "add.lua");

  private final RedisLink link;

  RedisSamples(RedisLink link) {
    this.link = link;
  }

  @Override
  public Uni<Void> add(String replica, Sample seen) {
    List<byte[]> arguments = arguments(replica, KEPT.toSeconds(), MOST_FIELDS);
    seen.teams().forEach((team, part) -> add(team, part, arguments));
    return ADD.runOn(link, List.of(KeySpace.history(seen.step())), arguments).replaceWithVoid();
  }

  private static void add(String team, TeamSample part, List<byte[]> arguments) {
    SampleFields.of(team, part)
        .forEach(
            field -> {
              arguments.add(bytes(field.how()));
              arguments.add(bytes(field.name()));
              arguments.add(bytes(field.value()));
            });
  }

  @Override
  public Uni<List<Sample>> between(long from, long to) {
    long last = Math.min(to, from + Sample.STEPS);
    List<List<Long>> parts = new ArrayList<>();
    for (long first = from; first <= last; first += AT_ONCE) {
      parts.add(
          LongStream.rangeClosed(first, Math.min(last, first + AT_ONCE - 1)).boxed().toList());
    }
    return Multi.createFrom()
        .iterable(parts)
        .onItem()
        .transformToUniAndConcatenate(this::read)
        .collect()
        .in(ArrayList::new, List::addAll);
  }

  private Uni<List<Sample>> read(List<Long> steps) {
    List<Request> asked =
        steps.stream()
            .map(step -> Request.cmd(Command.HGETALL).arg(KeySpace.history(step)))
            .toList();
    return link.send(asked)
        .map(
            told -> {
              List<Sample> samples = new ArrayList<>();
              for (int i = 0; i < steps.size(); i++) {
                Response fields = told.get(i);
                if (isThere(fields)) {
                  samples.add(SampleFields.sample(steps.get(i), fields));
                }
              }
              return samples;
            });
  }

  private static boolean isThere(@Nullable Response fields) {
    return fields != null && !fields.getKeys().isEmpty();
  }
}
