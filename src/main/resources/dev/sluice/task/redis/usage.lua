-- Counts a task that has ended, once by its slot (law T2).
--
-- KEYS[1]  what a team used in a day: a hash, number of tasks by kind
-- KEYS[2]  the slots that were counted already: a sorted set by time, Unix seconds
-- ARGV[1]  slot    ARGV[2]  kind
-- ARGV[3]  how long a slot is remembered, seconds    ARGV[4]  how long the page is kept, seconds
-- Result: 1 where it was counted by this call, else 0.
-- Cost: O(log n) in the slots of the last hour. Each call writes when it was made, so that
--       whoever tries again is remembered for as long again, and a replica's confirmation of it
--       covers the one that counted.

local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3])
local fresh = redis.call('ZADD', KEYS[2], 'NX', now, ARGV[1])
if fresh == 1 then
  redis.call('HINCRBY', KEYS[1], ARGV[2], 1)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
else
  redis.call('ZADD', KEYS[2], 'XX', now, ARGV[1])
end
redis.call('EXPIRE', KEYS[2], ARGV[3])
return fresh
