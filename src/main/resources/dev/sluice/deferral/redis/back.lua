-- Says that a submit was not sent after all, or started nothing. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  the claim    ARGV[3]  headers    ARGV[4]  body
-- ARGV[5]  1 where it is to be queued, 0 where its holder keeps it
-- Result: 1 where it is as was asked, 0 where the claim is not the submit's last one.
-- Cost: O(log n) in what waits of the team.

local id = ARGV[1]
local known = mine(id, ARGV[2])
if not known or (known.state ~= 'c' and known.state ~= 'd') then
  return 0
end
local keep = ARGV[5] == '0'
if known.state == 'd' then
  redis.call('ZREM', LATER, id)
  redis.call('HSET', sub(id), 'h', ARGV[3], 'b', ARGV[4], 's', 'c')
  stand(id, known.team, known.number, known.bytes)
  if known.owner then
    redis.call('HINCRBY', count(known.owner), known.team, 1)
  end
end
if keep and known.owner then
  return 1
end
queue(id, known.owner, known.team, 'c', known.number, known.expires)
return keep and 0 or 1
