-- Ends a task, once, and notes in the same step that its end is owed (laws T1 and T2): this is the
-- commit. Tells all replicas that it has ended, and of a callback for a task that had.
--
-- KEYS[1], KEYS[2]  see record.lua
-- ARGV[1]  upstream    ARGV[2]  its own id of the task
-- ARGV[3]  how it ended    ARGV[4]  when, Unix milliseconds
-- ARGV[5]  the last word, empty for none
-- ARGV[6]  how long the word is kept, milliseconds; 0 for not at all, or where the team is to be
--          told of the end, as long as the ownership
-- ARGV[7]  how long it is kept whose task it was, milliseconds
-- ARGV[8]  the channel    ARGV[9]  how the end was found out: CALLBACK or POLL
-- ARGV[10] the id under which the team knows the task
-- Result: 1 for the call that ended it, 0 where it had ended, -1 where there is no such task here.
-- Published: how it was found out, or LATE for a callback that ended nothing; how it ended;
--            upstream; its own id; the team's id; slot. Each as its length in bytes, a colon, and
--            the bytes. At most once: a replica may miss it, and what is told may be undone by a
--            failover. A user who may not publish tells nobody; the end is kept all the same.
-- Cost: one read, two writes, one publication.

local function publish(...)
  local message = {}
  for _, field in ipairs({ ... }) do
    message[#message + 1] = #field .. ':' .. field
  end
  redis.pcall('PUBLISH', ARGV[8], table.concat(message))
end

local known = redis.call('HMGET', KEYS[1], 'u', 'i', 'e', 'c', 's')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[2] then
  return -1
end
if known[3] then
  if ARGV[9] == 'CALLBACK' then
    publish('LATE', known[3], ARGV[1], ARGV[2], ARGV[10], known[5])
  end
  return 0
end
redis.call('HSET', KEYS[1], 'e', ARGV[3], 'z', ARGV[4], 'o', '1')
redis.call('HDEL', KEYS[1], 'w')
redis.call('PEXPIRE', KEYS[1], ARGV[7])
local kept = tonumber(ARGV[6])
if kept == 0 and known[4] then
  kept = tonumber(ARGV[7])
end
if ARGV[5] ~= '' and kept > 0 then
  redis.call('SET', KEYS[2], ARGV[5], 'PX', kept)
end
publish(ARGV[9], ARGV[3], ARGV[1], ARGV[2], ARGV[10], known[5])
return 1
