-- Makes sure that a submit is not kept. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id
-- Result: 1; 0 where somebody has claimed it.
-- Cost: O(log n) in what waits.

local id = ARGV[1]
local known = redis.call('HMGET', sub(id), 't', 's', 'z')
if known[1] and known[2] ~= 'q' then
  return 0
end
if known[1] then
  forget(id, known[1], nil, known[2], tonumber(known[3]))
else
  bar(id)
end
return 1
