-- How slots are shared (law S9): of a guarantee one part is kept free for its team, the rest is
-- lent while idle; who is below its guarantee comes first, then (used + 1) / weight decides.

local shares = (function()

local shares = {}

-- Begins a decision: the slots that may be in use now, and nothing set aside.
function shares.begin(limit)
  shares.limit = limit
  shares.reserved, shares.reservedTotal = {}, 0
  shares.keptTotal = nil
end

local function used(team)
  return count.of('u', team) + (shares.reserved[team] or 0)
end

local function scale()
  return plan.slots == 0 and 1 or min(1, shares.limit / plan.slots)
end

local function kept(team)
  local whole = plan.slots_of(team).kept
  return shares.limit >= plan.slots and whole or floor(whole * scale())
end

-- Slots kept free for a team now.
local function free_for(team)
  local share = plan.slots_of(team)
  return share.tasks > 0 and max(0, kept(team) - used(team)) or 0
end

-- A team uses one more, or has one set aside: so much fewer are kept for it.
local function one_more(team, change)
  if shares.keptTotal then
    local before = free_for(team)
    change()
    shares.keptTotal = shares.keptTotal + free_for(team) - before
  else
    change()
  end
end

function shares.reserve(team)
  one_more(team, function()
    shares.reserved[team] = (shares.reserved[team] or 0) + 1
    shares.reservedTotal = shares.reservedTotal + 1
  end)
end

function shares.open(claim, owner, now)
  one_more(claim.team, function()
    slots.open(claim, owner, now)
  end)
end

-- The team's own limit that bars it; nil where none does.
function shares.barred_by(team)
  local share = plan.slots_of(team)
  if count.of('k', team) + overdue.suspects(team) >= share.mostUnknown then
    return 'team-unknown'
  end
  return used(team) >= share.ceiling and 'team-tasks' or nil
end

-- Slots nobody uses.
function shares.free()
  return shares.limit - S.in_use - shares.reservedTotal
end

-- Slots that are kept free for teams below their guarantee.
local function kept_for_all()
  if not shares.keptTotal and shares.limit >= plan.slots then
    shares.keptTotal = S.kept_free
  elseif not shares.keptTotal then
    shares.keptTotal = 0
    for _, each in ipairs(plan.guaranteed()) do
      shares.keptTotal = shares.keptTotal + free_for(each)
    end
  end
  return shares.keptTotal
end

-- Whether the team may have one more, whoever else asks.
function shares.grantable(team)
  local free = shares.free()
  return free >= 1
    and free - (book.kept_from_others('S', team) + kept_for_all() - free_for(team)) >= 1
end

-- Whether anybody may have one more even after so many were given away.
function shares.plenty(given)
  return shares.free() - given - kept_for_all() - book.kept.S >= 1
end

-- Who comes first: the lower. Below 0 for a team below its guarantee.
function shares.rank(team)
  local share = plan.slots_of(team)
  local nominal = share.tasks * scale()
  if used(team) + 1 <= nominal then
    return used(team) / nominal - 1
  end
  return (used(team) + 1) / share.weight
end

return shares

end)()
