-- Says that a submit is about to be sent. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  the claim    ARGV[3]  hold, milliseconds
-- Result: 1; an error where the claim is not the submit's last one, or while this server may have
--         forgotten what others had sent.
-- Cost: O(log n) in what waits of the team. Each call writes, so that a replica's confirmation of it
--       covers the one before.

local now = clock()
local known = mine(ARGV[1], ARGV[2])
if not known or (known.state ~= 'c' and known.state ~= 'd') then
  return redis.error_reply('LOST the claim is another\'s')
end
if not settled(now) then
  return unsettled()
end
if known.state == 'c' then
  local team = known.team
  leave(ARGV[1], team, known.bytes)
  if known.owner then
    sends_less(known.owner, team)
  end
end
redis.call('HSET', sub(ARGV[1]), 's', 'd', 'y', ARGV[3])
return 1
