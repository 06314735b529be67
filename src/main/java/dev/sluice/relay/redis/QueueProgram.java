package dev.sluice.relay.redis;

import dev.sluice.redis.RedisScript;

/** The programs of the queue, by the file that tells them the time. */
final class QueueProgram {

  final RedisScript keep;
  final RedisScript kept;
  final RedisScript claim;
  final RedisScript settle;
  final RedisScript redeliver;
  final RedisScript list;
  final RedisScript count;
  final RedisScript clear;

  QueueProgram(String clock) {
    keep = script(clock, "keep.lua");
    kept = script(clock, "kept.lua");
    claim = script(clock, "claim.lua");
    settle = script(clock, "settle.lua");
    redeliver = script(clock, "redeliver.lua");
    list = script(clock, "list.lua");
    count = script(clock, "count.lua");
    clear = script(clock, "clear.lua");
  }

  private static RedisScript script(String clock, String file) {
    return RedisScript.of(QueueProgram.class, clock, "queue.lua", file);
  }
}
