-- Counts a task that has ended, once by its slot (law T2).
--
-- KEYS[1]  what a team used in a day: a hash, number of tasks by kind
-- KEYS[2]  the slots that were counted already: a sorted set by page time, and '@' by when the last
--          call was, Unix seconds and AHEAD
-- KEYS[3]  the teams that have used something on that day: a sorted set, by name
-- ARGV[1]  slot    ARGV[2]  kind    ARGV[3]  team
-- ARGV[4]  the kind under which it is counted where the page is full
-- ARGV[5]  how many kinds a page has    ARGV[6]  how long a slot is remembered, seconds of page time
-- ARGV[7]  for how long nobody may count before all slots are forgotten, seconds
-- ARGV[8]  how long the page is kept, seconds
-- Result: 1 where it was counted by this call, else 0.
-- Cost: O(log n) in the slots of the last hour. Each call writes when it was made, so that
--       whoever tries again is remembered for as long again, and a replica's confirmation of it
--       covers the one that counted.
--
-- Page time is Unix seconds that pass by a minute at most between two calls. So where nobody counted
-- for long, as with every replica gone, what was counted last is still known when they come back and
-- tell again what they had not finished.

local AHEAD, STEP = 1e12, 60

local now = tonumber(redis.call('TIME')[1])
local last = redis.call('ZSCORE', KEYS[2], '@')
local page = now
if last then
  local newest = redis.call('ZREVRANGEBYSCORE', KEYS[2], '(' .. AHEAD, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  local passed = math.max(0, math.min(STEP, now - (tonumber(last) - AHEAD)))
  page = tonumber(newest[2] or now) + passed
end
redis.call('ZADD', KEYS[2], string.format('%.0f', AHEAD + now), '@')
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', page - ARGV[6])
local fresh = redis.call('ZADD', KEYS[2], 'NX', page, ARGV[1])
if fresh == 1 then
  local kind = ARGV[2]
  if redis.call('HEXISTS', KEYS[1], kind) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then
    kind = ARGV[4]
  end
  redis.call('HINCRBY', KEYS[1], kind, 1)
  redis.call('EXPIRE', KEYS[1], ARGV[8])
  redis.call('ZADD', KEYS[3], 0, ARGV[3])
  redis.call('EXPIRE', KEYS[3], ARGV[8])
else
  redis.call('ZADD', KEYS[2], 'XX', page, ARGV[1])
end
redis.call('EXPIRE', KEYS[2], ARGV[7])
return fresh
