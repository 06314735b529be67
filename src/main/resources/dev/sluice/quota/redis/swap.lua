-- Replaces what is kept of one ceiling, where it still is what the caller read: compare and swap.
--
-- KEYS[1]  the ceiling
-- ARGV[1]  what it must be now; empty: nothing
-- ARGV[2]  what it becomes
-- ARGV[3]  for how many milliseconds that is kept
-- Result   1: 1 where it was replaced, else 0; 2: what is kept instead, nil where nothing is or it was replaced;
--          3 and 4: Redis' TIME, seconds and microseconds
-- Cost     O(1): one GET and one SET of some 150 bytes

local time = redis.call('TIME')
local kept = redis.call('GET', KEYS[1])
if (kept or '') ~= ARGV[1] then
  return {0, kept, time[1], time[2]}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return {1, false, time[1], time[2]}
