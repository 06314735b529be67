-- Submits that have been under way for much longer than submits usually are: each is likely to end
-- with an unknown outcome, and counts as one beforehand (law S7). Overdue is what is under way for
-- longer than four times the mean of those that were answered, and at least a second.
-- In AWAY: 'team since late'.

local overdue = (function()

local overdue = {}

local LEAST_NS = SECOND_NS
local TIMES, LEARNING = 4, 0.05

-- It is under way no more.
function overdue.ended(slot)
  local packed = call('HGET', AWAY, slot)
  if not packed then
    return nil
  end
  local team, since, late = string.match(packed, '(%S+) (%S+) (%d)')
  call('HDEL', AWAY, slot)
  call('ZREM', AWAYTIME, slot)
  count.add(late == '1' and 'l' or 'a', team, -1)
  return tonumber(since)
end

-- It was granted, and leaves now.
function overdue.sent(slot, team, now)
  overdue.ended(slot)
  call('HSET', AWAY, slot, team .. ' ' .. text(now) .. ' 0')
  call('ZADD', AWAYTIME, text(now), slot)
  count.add('a', team, 1)
end

-- It was answered, whatever the answer was.
function overdue.answered(slot, now)
  local since = overdue.ended(slot)
  if since then
    S.mean_flight_ns = S.mean_flight_ns + LEARNING * ((now - since) * 1000 - S.mean_flight_ns)
  end
end

-- How long a submit may be under way.
function overdue.allowed_ns()
  return max(LEAST_NS, floor(TIMES * S.mean_flight_ns))
end

-- Moves on to this moment.
function overdue.look(now)
  while true do
    local oldest = call('ZRANGE', AWAYTIME, 0, 0, 'WITHSCORES')
    if not oldest[1] or (now - tonumber(oldest[2])) * 1000 <= overdue.allowed_ns() then
      return
    end
    local slot = oldest[1]
    call('ZREM', AWAYTIME, slot)
    local team, since = string.match(call('HGET', AWAY, slot), '(%S+) (%S+)')
    call('HSET', AWAY, slot, team .. ' ' .. since .. ' 1')
    count.add('a', team, -1)
    count.add('l', team, 1)
  end
end

-- How many of a team's submits under way may well end unknown.
function overdue.suspects(team)
  local late = count.of('l', team)
  if late == 0 and count.of('k', team) == 0 then
    return 0
  end
  return late + count.of('a', team)
end

return overdue

end)()
