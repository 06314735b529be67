-- Keeps the answer to a submit that holds the claim on its Idempotency-Key, or held it in what this
-- server has forgotten.
--
-- KEYS[1]  the key, see idempotency-claim.lua
-- ARGV[1]  token    ARGV[2]  1 where nobody knows what came of the submit, else 0
-- ARGV[3]  the answer    ARGV[4]  how long it is kept, milliseconds    ARGV[5]  fingerprint
-- Result: 1 where it is kept, 0 where the claim is another's, or a task is known already.
-- Cost: one read, one write, two where it was forgotten.

local known = redis.call('HMGET', KEYS[1], 'k', 's')
if known[1] and known[1] ~= ARGV[1] then
  return 0
end
local open = ARGV[2] == '1'
if open and (known[2] == 'c' or known[2] == 'k') then
  return 0
end
if not known[1] then
  redis.call('HSET', KEYS[1], 'f', ARGV[5], 'k', ARGV[1])
end
redis.call('HSET', KEYS[1], 's', open and 'o' or 'k', 'a', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
