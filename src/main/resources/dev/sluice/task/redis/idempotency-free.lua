-- Gives up the claim on an Idempotency-Key whose submit was answered nothing that is to be kept.
--
-- KEYS[1], KEYS[2]  see idempotency-claim.lua
-- ARGV[1]  token    ARGV[2]  1 where the claim may yet arrive, else 0
-- ARGV[3]  how long it is remembered then, milliseconds
-- Result: 1 where the key was freed by this call, else 0.
-- Cost: one read, one write, two where the claim may yet arrive.

local known = redis.call('HMGET', KEYS[1], 'k', 's')
local freed = known[1] == ARGV[1] and known[2] == 'r'
if freed then
  redis.call('DEL', KEYS[1])
end
if ARGV[2] == '1' then
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
end
return freed and 1 or 0
