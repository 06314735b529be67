-- When it is worth coming back (law L9); see the class Forecast. A denial is a policy, nanoseconds,
-- and whether it was booked.

local forecast = {};

(function()

local function whole_seconds(ns)
  return max(1, floor((ns + SECOND_NS - 1) / SECOND_NS)) * SECOND_NS
end

local function denied(policy, after_ns, booked)
  return { policy = policy, after = after_ns / 1000, booked = booked }
end

-- Sums a figure of these teams in the order of their names.
local function sum(teams, figure)
  table.sort(teams)
  local total = 0
  for _, team in ipairs(teams) do
    total = total + figure(team)
  end
  return total
end

local function weight(team)
  return plan.share(team).weight
end

-- Takes stock, once for a decision, after its demand is known.
function forecast.begin()
  local live, seen, slots_wanted = {}, {}, 0
  for name, entry in pairs(demand.all) do
    local team = string.sub(name, 2)
    if string.sub(name, 1, 1) == 'S' then
      slots_wanted = slots_wanted + entry[1]
    end
    if not seen[team] then
      seen[team] = true
      live[#live + 1] = team
    end
  end
  plan.want(live)
  forecast.liveWeight, forecast.slotsWanted = sum(live, weight), slots_wanted
  forecast.usersWeight = nil
end

local function users_weight()
  if not forecast.usersWeight then
    local users = {}
    for name in pairs(count.all) do
      if string.sub(name, 1, 1) == 'u' then
        users[#users + 1] = string.sub(name, 2)
      end
    end
    plan.want(users)
    forecast.usersWeight = sum(users, weight)
  end
  return forecast.usersWeight
end

-- Denies for want of a token.
local function for_rate(claim, position, at_least_ns, now)
  local team = claim.team
  local share = plan.share(team)
  local weights = forecast.liveWeight + (demand.live(team) and 0 or share.weight)
  local lead = rate.lead(team)
  local idle = ((lead + position / share.weight) * weights + book.open('T')) / rate.idle_rate()
  local own = rate.seconds_to_guaranteed(team, now) + (position - 1) / max(1e-9, share.perSecond)
  local after = whole_seconds(max(at_least_ns, floor(min(idle, own) * SECOND_NS)))
  local within = lead < 1.5 / share.weight
  local gathering_ns = floor(SECOND_NS / rate.idle_rate())
  local booked = claim.last and within
    and book.promise('T', team, now + after / 1000, gathering_ns)
  return denied('budget-requests', after, booked)
end

local function within_its_share(team)
  local share, used = plan.share(team), count.of('u', team)
  if used < share.tasks then
    return true
  end
  local weights = users_weight() + (used > 0 and 0 or share.weight)
  return (used + 1) / share.weight <= plan.slots / weights
end

-- Denies for want of a slot of the key's. A team within its share is served before those that wait
-- now; any other comes behind them.
local function for_slots(claim, position, now)
  local team = claim.team
  local within = within_its_share(team)
  local ahead = position + book.open('S')
  if not within then
    ahead = ahead + forecast.slotsWanted - demand.of('S' .. team)
  end
  local after = whole_seconds(slots.likely_end_ns('', ahead, now) - now * 1000)
  local booked = claim.last and within
    and book.promise('S', team, now + after / 1000, max(SECOND_NS, floor(after / 10)))
  return denied('budget-tasks', after, booked)
end

-- Denies by a limit of the team itself.
function forecast.for_team(policy, team, position, now)
  local at
  if policy == 'team-unknown' then
    local suspects = overdue.suspects(team)
    local to_end = count.of('k', team) + suspects - plan.share(team).mostUnknown + position
    at = slots.unknown_end_ns(team, to_end) or now * 1000 + overdue.allowed_ns()
  else
    at = slots.likely_end_ns(team, position, now)
  end
  return denied(policy, whole_seconds(at - now * 1000), false)
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

end)()
