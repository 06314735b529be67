package dev.sluice.deferral.redis;

import dev.sluice.redis.RedisScript;

/** The programs of the queue, by the file that tells them the time. */
final class QueueProgram {

  final RedisScript keep;
  final RedisScript confirm;
  final RedisScript claim;
  final RedisScript holds;
  final RedisScript depart;
  final RedisScript back;
  final RedisScript resign;
  final RedisScript doubt;
  final RedisScript finish;
  final RedisScript list;
  final RedisScript withdraw;
  final RedisScript cancel;
  final RedisScript over;
  final RedisScript tell;

  QueueProgram(String clock) {
    keep = script(clock, "keep.lua");
    confirm = script(clock, "confirm.lua");
    claim = script(clock, "claim.lua");
    holds = script(clock, "holds.lua");
    depart = script(clock, "depart.lua");
    back = script(clock, "back.lua");
    resign = script(clock, "resign.lua");
    doubt = script(clock, "doubt.lua");
    finish = script(clock, "finish.lua");
    list = script(clock, "list.lua");
    withdraw = script(clock, "withdraw.lua");
    cancel = script(clock, "cancel.lua");
    over = script(clock, "over.lua");
    tell = script(clock, "assert.lua");
  }

  private static RedisScript script(String clock, String file) {
    return RedisScript.of(QueueProgram.class, clock, "queue.lua", file);
  }
}
