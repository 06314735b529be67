-- Makes sure that a submit is not kept. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id
-- Result: 1; 0 where somebody has claimed it, or it is over; an error while this server may have
--         forgotten what was sent.
-- Cost: O(log n) in what waits.

local id = ARGV[1]
local known = redis.call('HMGET', sub(id), 't', 's', 'z')
if not settled(clock()) then
  return unsettled()
end
if (known[1] and known[2] ~= 'q') or redis.call('EXISTS', gone(id)) == 1 then
  return 0
end
if known[1] then
  forget(id, known[1], nil, known[2], tonumber(known[3]))
else
  bar(id)
end
return 1
