-- Takes out a submit that was not said to be about to be sent. Whoever has claimed it finds its claim
-- another's. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2]  the claim's token    ARGV[3]  for how long it is its own, milliseconds
-- ARGV[4]  team, empty for any    ARGV[5]  id
-- Result: the submit as claim.lua tells it, without headers and body; 0 where it is not to be
--         had any more, nil where the team has none of this id; an error while this server may have
--         forgotten what was sent.
-- Cost: O(log n) in what waits.

local now = clock()
if not settled(now) then
  return unsettled()
end
alive(ARGV[1], now, tonumber(ARGV[3]))
bury(now)
local known = redis.call('HMGET', sub(ARGV[5]), 't', 's', 'z', 'o')
if not known[1] or (ARGV[4] ~= '' and known[1] ~= ARGV[4]) then
  return false
end
if known[2] ~= 'q' and known[2] ~= 'c' then
  return 0
end
release(ARGV[5], known[4], known[1], known[2])
give(ARGV[5], ARGV[1], ARGV[2], known[1], 'x')
leave(ARGV[5], known[1], tonumber(known[3]))
return told(ARGV[5], false)
