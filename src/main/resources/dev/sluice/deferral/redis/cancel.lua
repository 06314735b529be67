-- Takes out a submit that is queued. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2]  the claim's token    ARGV[3]  for how long it is its own, milliseconds
-- ARGV[4]  team    ARGV[5]  id
-- Result: the submit as claim.lua tells it, without headers and body; 0 where it is not queued any
--         more, nil where the team has none of this id.
-- Cost: O(log n) in what waits.

local now = clock()
bury(now)
local known = redis.call('HMGET', sub(ARGV[5]), 't', 's', 'z')
if known[1] ~= ARGV[4] then
  return false
end
if known[2] ~= 'q' then
  return 0
end
alive(ARGV[1], now, tonumber(ARGV[3]))
give(ARGV[5], ARGV[1], ARGV[2], known[1], 'x')
leave(ARGV[5], known[1], tonumber(known[3]))
return told(ARGV[5], false)
