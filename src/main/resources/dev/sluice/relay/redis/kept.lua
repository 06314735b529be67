-- Asserts that a delivery is kept, by a write: a replica that has it has all before it. Follows
-- queue.lua.
--
-- KEYS[1]  next    KEYS[2]  the message
-- ARGV[1]  id
-- Result: 1; an error where there is no such delivery: what kept it was another server.
-- Cost: one read, one write.

if redis.call('EXISTS', KEYS[2]) == 0 then
  return redis.error_reply('LOST the delivery is not kept here')
end
redis.call('SET', BASE .. 'kept', ARGV[1], 'EX', 60)
return 1
