-- Says that everything was done that the end of a task owed (law T2).
--
-- KEYS[1]  the task, see record.lua
-- ARGV[1]  upstream    ARGV[2]  its own id of the task
-- Result: 1 where it was owed, 0 where it was not, -1 where there is no such task here.
-- Cost: one read, one write.

local known = redis.call('HMGET', KEYS[1], 'u', 'i')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] then
  return -1
end
return redis.call('HDEL', KEYS[1], 'o')
