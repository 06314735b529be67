-- The audit trail: what every program may call that changes what administrators decide.
--
-- A stream of the last 10000 entries; each has one field, e: the entry as EntryCodec writes it.

local TRAIL_KEPT = 10000

-- Writes an entry. The key is KeySpace.administration("trail"). Cost: O(1).
local function trail(key, entry)
  redis.call('XADD', key, 'MAXLEN', TRAIL_KEPT, '*', 'e', entry)
end
