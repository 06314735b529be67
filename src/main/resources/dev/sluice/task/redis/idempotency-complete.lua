-- Keeps the answer of a task that was found for a submit without one.
--
-- KEYS[1]  the key, see idempotency-claim.lua
-- ARGV[1]  the answer    ARGV[2]  how long it is kept, milliseconds
-- Result: 1 where the answer of a found task stands now, else 0.
-- Cost: one read, one or two writes: always one where the result is 1, so that a replica's
--       confirmation covers it.

local state = redis.call('HGET', KEYS[1], 's')
if state == 'r' or state == 'o' then
  redis.call('HSET', KEYS[1], 's', 'c', 'a', ARGV[1])
elseif state ~= 'c' then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
