-- Notes the upstream's word about an open task; an ended record never changes (law T1).
--
-- KEYS[1]  the task, see record.lua
-- ARGV[1]  upstream    ARGV[2]  its own id of the task    ARGV[3]  word
-- Result: 1 where it is kept, 0 where the task had ended, -1 where there is no such task here.
-- Cost: one read, one write of the word.

local known = redis.call('HMGET', KEYS[1], 'u', 'i', 'e')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] then
  return -1
end
if known[3] then
  return 0
end
redis.call('HSET', KEYS[1], 'w', ARGV[3])
return 1
