-- Claims an Idempotency-Key for one submit, or says what it stands for.
--
-- KEYS[1]  the key: a hash
--            f  fingerprint of the submit    k  the token of whoever claimed it
--            d  until when it may run, Unix milliseconds of this server
--            s  r running, o answered and nobody knows what came of it, c a task was found for it,
--               k answered for good
--            a  the answer
-- KEYS[2]  there while a claim with this token was given up and may yet arrive
-- ARGV[1]  fingerprint    ARGV[2]  token
-- ARGV[3]  how long it may run, milliseconds    ARGV[4]  how long it is kept after, milliseconds
-- ARGV[5]  1: no new key    ARGV[6]  1: an assertion; an error where the key is somebody else's
-- Result: one word (claimed, running, overdue, conflict, full), or state and answer.
-- Cost: two reads; one write where it is claimed. The claim is written each time it is asserted, so
--       that a replica's confirmation covers it.

local known = redis.call('HMGET', KEYS[1], 'f', 'k', 's', 'd')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mine = not known[1] or (known[2] == ARGV[2] and known[3] == 'r')
if mine then
  if redis.call('EXISTS', KEYS[2]) == 1 then
    return redis.error_reply('GIVENUP the claim was given up')
  end
  if not known[1] and ARGV[5] == '1' then
    return {'full'}
  end
  redis.call('HSET', KEYS[1], 'f', ARGV[1], 'k', ARGV[2], 's', 'r',
    'd', string.format('%.0f', now + ARGV[3]))
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[3] + ARGV[4]))
  return {'claimed'}
end
if ARGV[6] == '1' then
  return redis.error_reply('TAKEN the key stands for another submit')
end
if known[1] ~= ARGV[1] then
  return {'conflict'}
end
if known[3] ~= 'r' then
  return {known[3], redis.call('HGET', KEYS[1], 'a')}
end
if tonumber(known[4]) > now then
  return {'running'}
end
return {'overdue'}
