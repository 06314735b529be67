-- When it is worth coming back (law L9); see the class Forecast. A denial is a policy, nanoseconds,
-- and whether it was booked.

local forecast = (function()

local forecast = {}

local function whole_seconds(ns)
  return max(1, floor((ns + SECOND_NS - 1) / SECOND_NS)) * SECOND_NS
end

local function denied(policy, after_ns, booked)
  return { policy = policy, after = after_ns / 1000, booked = booked }
end

-- The weight of so many parts (the class TeamShare), and of this team in any case.
local function weights(parts, counted, team)
  return (parts + (counted and 0 or plan.share(team).parts)) / 1048576
end

-- Denies for want of a token.
local function for_rate(claim, position, at_least_ns, now)
  local team = claim.team
  local share = plan.share(team)
  local among = weights(S.live_parts, demand.live(team), team)
  local lead = rate.lead(team)
  local idle = ((lead + position / share.weight) * among + book.open('T')) / rate.idle_rate()
  local own = rate.seconds_to_guaranteed(team, now) + (position - 1) / max(1e-9, share.perSecond)
  local after = max(at_least_ns, floor(min(idle, own) * SECOND_NS))
  after = whole_seconds(plan.exact
    and rate.until_room_beside_ns(book.open('T'), after, now) or after)
  local within = lead < 1.5 / share.weight
  local gathering_ns = floor(SECOND_NS / rate.idle_rate())
  if plan.exact then
    gathering_ns = max(SECOND_NS, gathering_ns)
  end
  local booked = claim.last and within
    and book.promise('T', team, now + after / 1000, gathering_ns, now)
  return denied('budget-requests', after, booked)
end

local function within_its_share(team)
  local share, used = plan.slots_of(team), count.of('u', team)
  if used < share.tasks then
    return true
  end
  return (used + 1) / share.weight <= plan.slots / weights(S.users_parts, used > 0, team)
end

-- Denies for want of a slot of the key's. A team within its share is served before those that wait
-- now; any other comes behind them.
local function for_slots(claim, position, now)
  local team = claim.team
  local within = within_its_share(team)
  local ahead = position + book.open('S')
  if not within then
    ahead = ahead + S.slots_wanted - demand.of('S' .. team)
  end
  local after = whole_seconds(slots.likely_end_ns('', ahead, now) - now * 1000)
  local booked = claim.last and within
    and book.promise('S', team, now + after / 1000, max(SECOND_NS, floor(after / 10)), now)
  return denied('budget-tasks', after, booked)
end

-- Denies by a limit of the team itself.
function forecast.for_team(policy, team, position, now)
  local at
  if policy == 'team-unknown' then
    local suspects = overdue.suspects(team)
    local to_end = count.of('k', team) + suspects - plan.slots_of(team).mostUnknown + position
    at = slots.unknown_end_ns(team, to_end) or now * 1000 + overdue.allowed_ns()
  else
    at = slots.likely_end_ns(team, position, now)
  end
  return denied(policy, whole_seconds(at - now * 1000), false)
end

-- Denies while a new server may not grant anything yet (law G4).
function forecast.while_closed(now)
  return denied('store', whole_seconds((S.closed - now) * 1000), false)
end

-- Denies a read, the position-th that one decision denied.
function forecast.for_read(position, now)
  local closed = feedback.closed_for(lanes.reads, now)
  if closed > 0 then
    return denied('upstream', whole_seconds(closed * 1000), false)
  end
  return denied('budget-requests', whole_seconds(lanes.until_reads_ns(position, now)), false)
end

-- Denies a claim, the position-th of its team, for what stands in the way: barred (a limit of the
-- team), recovering and pause (microseconds), slotless, full_ns (until the window has room).
function forecast.denied(claim, position, obstacle, now)
  if obstacle.barred then
    return forecast.for_team(obstacle.barred, claim.team, position, now)
  elseif obstacle.recovering > 0 then
    return denied('store', whole_seconds(obstacle.recovering * 1000), false)
  elseif obstacle.pause > 0 then
    return denied('upstream', whole_seconds(obstacle.pause * 1000), false)
  elseif obstacle.slotless then
    return for_slots(claim, position, now)
  end
  return for_rate(claim, position, obstacle.full_ns, now)
end

return forecast

end)()
