-- Who wants something right now, and what was promised to whom.
--
-- A denied claim is live demand of its team for three drain intervals, and a share is kept for it
-- meanwhile. A refusal may promise one unit (law L9): it is kept for the team from the promised
-- moment until 2 s later, at most one for each team and resource.
-- In DEMAND: '<need><team>' -> 'claims until'; in BOOK: '<need><team>' -> 'from_ns promised'.
-- Needs are T (a token) and S (a token and a slot); of promises T is of tokens, S of slots.

local demand, book = {}, {};

(function()

local OPEN = 2000000

local function entries(key)
  local all = {}
  for name, packed in pairs(hash(key)) do
    local first, second = string.match(packed, '(%S+) (%S+)')
    all[name] = { tonumber(first), tonumber(second) }
  end
  return all
end

local function put(all, key, name, first, second)
  all[name] = { first, second }
  call('HSET', key, name, text(first) .. ' ' .. text(second))
end

local function drop(all, key, name)
  if all[name] then
    all[name] = nil
    call('HDEL', key, name)
  end
end

function demand.load(now)
  demand.all = entries(DEMAND)
  for name, entry in pairs(demand.all) do
    if entry[2] < now then
      drop(demand.all, DEMAND, name)
    end
  end
end

-- Names of all that is live, by team, of one team tokens first.
function demand.names()
  local names = {}
  for name in pairs(demand.all) do
    names[#names + 1] = name
  end
  table.sort(names, function(one, other)
    local a, b = string.sub(one, 2), string.sub(other, 2)
    if a ~= b then
      return a < b
    end
    return string.byte(one) > string.byte(other)
  end)
  return names
end

function demand.of(name)
  local entry = demand.all[name]
  return entry and entry[1] or 0
end

function demand.live(team)
  return demand.all['T' .. team] ~= nil or demand.all['S' .. team] ~= nil
end

-- How a decision went for some claims of a team. Claims that it did not hear of go on wanting.
function demand.decided(name, granted, denied, now)
  local before = demand.all[name]
  local others = before and max(0, before[1] - granted - denied) or 0
  if denied > 0 then
    put(demand.all, DEMAND, name, denied + others, now + 3 * demand.interval)
  elseif before and others > 0 then
    put(demand.all, DEMAND, name, others, before[2])
  else
    drop(demand.all, DEMAND, name)
  end
end

-- The team cannot be helped at present, whatever is free: nothing is kept for it.
function demand.drop(name)
  drop(demand.all, DEMAND, name)
end

function demand.clear()
  call('DEL', DEMAND)
  demand.all = {}
end

-- Reads what is promised, but for what nobody came for in time.
function book.load(now)
  book.all = entries(BOOK)
  for name, booking in pairs(book.all) do
    if booking[2] + OPEN < now then
      drop(book.all, BOOK, name)
    end
  end
end

local function begun(booking, now)
  return booking[1] <= now * 1000 and now <= booking[2] + OPEN
end

-- Promises that are open.
function book.open(need)
  local count = 0
  for name in pairs(book.all) do
    if string.sub(name, 1, 1) == need then
      count = count + 1
    end
  end
  return count
end

-- Promises a unit; lead_ns: how long before the promised moment it is kept back.
function book.promise(need, team, promised, lead_ns)
  local most = need == 'T' and plan.mostTokens or plan.mostSlots
  if book.open(need) >= most or book.all[need .. team] then
    return false
  end
  put(book.all, BOOK, need .. team, promised * 1000 - lead_ns, promised)
  return true
end

-- Units kept now for other teams; a team with a promise of its own leaves a unit only to those
-- who were promised theirs earlier.
function book.kept_from_others(need, team, now)
  if next(book.all) == nil then
    return 0
  end
  local own = book.all[need .. team]
  local before = own and begun(own, now) and own[2] or INFINITE
  local kept = 0
  for name, booking in pairs(book.all) do
    if string.sub(name, 1, 1) == need and name ~= need .. team and booking[1] <= now * 1000
        and booking[2] < before then
      kept = kept + 1
    end
  end
  return kept
end

function book.kept_for(need, team, now)
  local booking = book.all[need .. team]
  return booking ~= nil and begun(booking, now)
end

-- The team got a unit; where its promise had begun, it is kept by this.
function book.redeem(need, team, now)
  if not book.kept_for(need, team, now) then
    return false
  end
  drop(book.all, BOOK, need .. team)
  return true
end

function book.clear()
  call('DEL', BOOK)
  book.all = {}
end

end)()
