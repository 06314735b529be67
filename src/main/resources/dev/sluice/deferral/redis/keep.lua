-- Queues a submit. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  team    ARGV[3]  door    ARGV[4]  model    ARGV[5]  headers
-- ARGV[6]  body    ARGV[7]  accepted    ARGV[8]  expires
-- ARGV[9], ARGV[10]  how many submits and bytes of the team may wait
-- ARGV[11], ARGV[12] how many of all teams may
-- Result: 1 where it is queued now, 0 where it was known, and may be over by now, -1 where there is no room.
-- Cost: O(log n) in what waits of the team.

local id, team, bytes = ARGV[1], ARGV[2], #ARGV[6]
if redis.call('EXISTS', sub(id), gone(id)) > 0 then
  return 0
end
local sums = redis.call('HMGET', SUMS, 'n:' .. team, 'b:' .. team, 'n', 'b')
local function over(sum, more, most)
  return tonumber(sum or 0) + more > tonumber(most)
end
if over(sums[1], 1, ARGV[9]) or over(sums[2], bytes, ARGV[10])
    or over(sums[3], 1, ARGV[11]) or over(sums[4], bytes, ARGV[12]) then
  return -1
end
local number = redis.call('HINCRBY', SUMS, 'i', 1)
redis.call('HSET', sub(id), 't', team, 'd', ARGV[3], 'm', ARGV[4], 'h', ARGV[5], 'b', ARGV[6],
  'a', ARGV[7], 'x', ARGV[8], 'n', number, 'z', bytes)
stand(id, team, number, bytes)
queue(id, nil, team, nil, number, ARGV[8])
return 1
