-- Keeps what administrators changed next, and writes the entry about it. Follows trail.lua.
--
-- KEYS[1]  the amendments: a hash of number, label and json
-- KEYS[2]  the trail
-- ARGV[1]  the number of the next; it has to follow the one kept
-- ARGV[2]  its label
-- ARGV[3]  the whole as JSON
-- ARGV[4]  the entry
-- Result: an error that begins with STALE where another change was faster, and nothing was changed.
-- Cost: O(1), and the bytes of the whole.

local kept = tonumber(redis.call('HGET', KEYS[1], 'number') or '0')
if tonumber(ARGV[1]) ~= kept + 1 then
  return redis.error_reply('STALE another change was faster')
end
redis.call('HSET', KEYS[1], 'number', ARGV[1], 'label', ARGV[2], 'json', ARGV[3])
trail(KEYS[2], ARGV[4])
return redis.status_reply('OK')
