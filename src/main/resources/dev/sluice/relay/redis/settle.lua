-- Says what follows for a claimed delivery. Follows queue.lua.
--
-- KEYS[1]  next    KEYS[2]  the message
-- ARGV[1]  id    ARGV[2]  the claim's token    ARGV[3]  delivered, pending, dead or cancelled
-- ARGV[4]  result    ARGV[5]  when it is due again, milliseconds from now
-- ARGV[6]  how long it is kept, milliseconds    ARGV[7]  how many such are listed of a team
-- ARGV[8]  how many of a line may be on their way
-- Result: 1; 0 where the claim is not its last one, and nothing was changed.
-- Cost: O(log n) in what the team has; a few writes.

local known = redis.call('HMGET', KEYS[2], 't', 'o', 'k')
if not known[3] or known[3] ~= ARGV[2] then
  return 0
end
local now = clock()
local id = ARGV[1]
local team = known[1]
local line = known[2]
local state = ARGV[3]
redis.call('ZREM', held(line), id)
redis.call('ZREM', due(line), id)
redis.call('HDEL', KEYS[2], 'k')
if state == 'pending' then
  local at = now + tonumber(ARGV[5])
  redis.call('HSET', KEYS[2], 'n', at, 'l', ARGV[4])
  redis.call('HINCRBY', KEYS[2], 'a', 1)
  redis.call('ZADD', due(line), at, id)
else
  redis.call('ZREM', shelf('pending', team), id)
  if state == 'cancelled' then
    redis.call('DEL', KEYS[2])
  else
    if state == 'delivered' then
      redis.call('HDEL', KEYS[2], 'b')
    else
      redis.call('HINCRBY', KEYS[2], 'a', 1)
    end
    redis.call('HSET', KEYS[2], 's', state, 'l', ARGV[4], 'n', 0)
    redis.call('PEXPIRE', KEYS[2], ARGV[6])
    redis.call('ZADD', shelf(state, team), now, id)
    prune(state, team, now - tonumber(ARGV[6]), tonumber(ARGV[7]))
    redis.call('PEXPIRE', shelf(state, team), ARGV[6])
  end
end
look(line, now, tonumber(ARGV[8]), tonumber(ARGV[8]), false)
return 1
