-- Makes a delivery due that was given up or made. Follows queue.lua.
--
-- KEYS[1]  next    KEYS[2]  the message
-- ARGV[1]  id    ARGV[2]  what is sent where its body is not kept; empty for none
-- ARGV[3]  how many of a line may be on their way
-- Result: 1; 0 where it is pending, -1 where there is nothing to send, nil where it is not known.
-- Cost: O(log n) in what the team has; a few writes.

local known = redis.call('HMGET', KEYS[2], 't', 'o', 's')
if not known[3] then
  return false
end
if known[3] == 'pending' then
  return 0
end
if redis.call('HEXISTS', KEYS[2], 'b') == 0 then
  if ARGV[2] == '' then
    return -1
  end
  redis.call('HSET', KEYS[2], 'b', ARGV[2])
end
local now = clock()
redis.call('HSET', KEYS[2], 's', 'pending', 'a', 0, 'n', now)
redis.call('PERSIST', KEYS[2])
redis.call('ZREM', shelf(known[3], known[1]), ARGV[1])
redis.call('ZADD', shelf('pending', known[1]), now, ARGV[1])
redis.call('SADD', BASE .. 'teams', known[1])
redis.call('ZADD', due(known[2]), now, ARGV[1])
look(known[2], now, tonumber(ARGV[3]), tonumber(ARGV[3]), false)
return 1
