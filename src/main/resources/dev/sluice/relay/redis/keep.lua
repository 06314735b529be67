-- Keeps a delivery, once for its id. Follows queue.lua.
--
-- KEYS[1]  next    KEYS[2]  the message
-- ARGV[1]  id    ARGV[2]  how many pending and dead ones a team may have
-- ARGV[3]  how many of a line may be on their way    ARGV[4]  how long dead ones are kept
-- ARGV[5]  team    ARGV[6]  url    ARGV[7]  line    ARGV[8]  upstream    ARGV[9]  task
-- ARGV[10] body    ARGV[11] how many pending and dead ones it may have as memory stands now
-- Result: 1 where it is kept now, 0 where it was known, -1 where there is no room.
-- Cost: O(log n) in what the team has; a few writes.

if redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
local now = clock()
local team = ARGV[5]
local line = ARGV[7]
prune('dead', team, now - tonumber(ARGV[4]), tonumber(ARGV[2]))
local most = tonumber(ARGV[11])
local dropped = 0
while dropped < PRUNED
    and redis.call('ZCARD', shelf('pending', team)) + redis.call('ZCARD', shelf('dead', team))
      >= most do
  if not drop_dead(team) then
    return -1
  end
  dropped = dropped + 1
end
redis.call('HSET', KEYS[2],
  't', team, 'u', ARGV[6], 'o', line, 'p', ARGV[8], 'i', ARGV[9], 'c', now, 'b', ARGV[10],
  's', 'pending', 'a', 0, 'n', now, 'l', '')
redis.call('ZADD', shelf('pending', team), now, ARGV[1])
redis.call('ZADD', due(line), now, ARGV[1])
redis.call('SADD', BASE .. 'teams', team)
look(line, now, tonumber(ARGV[3]), tonumber(ARGV[3]), false)
return 1
