-- Requests between their grant and their end. In FLIGHT: 'granted guaranteed owner team'.

local flights = (function()

local flights = {}

function flights.find(id)
  local packed = call('HGET', FLIGHT, id)
  if not packed then
    return nil
  end
  local granted, guaranteed, owner, team = string.match(packed, '(%S+) (%d) (%S+) (%S+)')
  return { granted = tonumber(granted), guaranteed = guaranteed == '1', owner = owner, team = team }
end

function flights.begin(id, team, guaranteed, owner, now)
  call('HSET', FLIGHT, id, text(now) .. (guaranteed and ' 1 ' or ' 0 ') .. owner .. ' ' .. team)
  call('ZADD', FLOWN, text(now), id)
end

function flights.remove(id)
  call('HDEL', FLIGHT, id)
  call('ZREM', FLOWN, id)
end

-- It counts as sent, and nobody will say what became of it.
local function lose(id, team, now)
  flights.remove(id)
  lanes.ended(id, team, now)
  overdue.ended(id)
end

-- Ends those that have been under way for too long.
function flights.lose_long(now)
  local long = call('ZRANGEBYSCORE', FLOWN, '-inf', text(now - plan.longest))
  for _, id in ipairs(long) do
    lose(id, flights.find(id).team, now)
  end
end

-- Ends those whose replica is gone: they count until one window from now, and a slot that was not
-- bound becomes unknown (laws L2 and S7).
function flights.lose_orphans(now)
  for id, packed in pairs(hash(FLIGHT)) do
    local owner, team = string.match(packed, '%S+ %d (%S+) (%S+)')
    if not call('ZSCORE', BEAT, owner) then
      lose(id, team, now)
      slots.keep_unknown(id, now + plan.hold)
    end
  end
end

-- A grant that has grown too old: its token is lost, and another is needed. One that asks for the
-- token alone knows that it was not sent; of any other it counts as sent (law L2).
function flights.forfeit(claim, now)
  overdue.ended(claim.id)
  local flight = flights.find(claim.id)
  if not flight then
    return
  end
  flights.remove(claim.id)
  if claim.need == 'T' then
    lanes.cancelled(claim.id, flight.team)
  else
    lanes.ended(claim.id, flight.team, now)
  end
end

return flights

end)()
