-- The audit trail: what every program may call that changes what administrators decide.
--
-- A stream of the last 10000 entries; each has one field, e: the entry as EntryCodec writes it.

local TRAIL_KEPT = 10000
local TRAIL_COMPARED = 20

-- Writes an entry, once: one that is among the last 20 was told again, since nobody knew whether it
-- had been written, and is written anew in its place, so that a replica's confirmation covers it.
-- The key is KeySpace.administration("trail"). Cost: O(1).
local function trail(key, entry)
  for _, last in ipairs(redis.call('XREVRANGE', key, '+', '-', 'COUNT', TRAIL_COMPARED)) do
    if last[2][2] == entry then
      redis.call('XDEL', key, last[1])
    end
  end
  redis.call('XADD', key, 'MAXLEN', TRAIL_KEPT, '*', 'e', entry)
end
