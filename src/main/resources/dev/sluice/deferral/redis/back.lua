-- Says that a submit was not sent after all, or started nothing. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  the claim    ARGV[3]  headers    ARGV[4]  body
-- ARGV[5]  the claim from now on, by which its holder keeps it: what was said by the one before and
--          is late changes nothing; empty where it is to be queued
-- Result: 1 where it is as was asked, 0 where the claim is not the submit's last one.
-- Cost: O(log n) in what waits of the team.

local id = ARGV[1]
local fresh = ARGV[5]
if fresh ~= '' and mine(id, fresh) then
  return 1
end
local known = mine(id, ARGV[2])
if not known or (known.state ~= 'c' and known.state ~= 'd') then
  return 0
end
if known.state == 'd' then
  redis.call('ZREM', LATER, id)
  redis.call('HSET', sub(id), 'h', ARGV[3], 'b', ARGV[4], 's', 'c')
  stand(id, known.team, known.number, known.bytes)
  if known.owner then
    redis.call('HINCRBY', count(known.owner), known.team, 1)
  end
end
if fresh ~= '' and known.owner then
  redis.call('HSET', sub(id), 'k', fresh)
  return 1
end
queue(id, known.owner, known.team, 'c', known.number, known.expires)
return fresh == '' and 1 or 0
