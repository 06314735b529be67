-- Asserts that a submit is kept, by a write: a replica that has it has all before it. Follows
-- queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id
-- Result: 1; an error where it is over by now, and where there is no such submit: what kept it was
--         another server.
-- Cost: one read, one write.

if redis.call('EXISTS', sub(ARGV[1])) == 1 then
  redis.call('HSET', sub(ARGV[1]), 'w', 1)
elseif redis.call('EXISTS', gone(ARGV[1])) == 1 then
  return redis.error_reply('OVER the submit is over by now')
else
  return redis.error_reply('LOST the submit is not kept here')
end
return 1
