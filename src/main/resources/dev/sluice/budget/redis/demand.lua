-- Who wants something right now, and what was promised to whom.
--
-- A denied claim is live demand of its team for three drain intervals, and a share is kept for it
-- meanwhile. A refusal may promise one unit (law L9): it is kept for the team from the promised
-- moment until 2 s later, at most one for each team and resource.
-- Needs are T (a token) and S (a token and a slot); of promises T is of tokens, S of slots. Names
-- are '<need><team>'. In DEMAND: name -> 'claims until'; LAPSE has the same by time, and QUEUE_T and
-- QUEUE_S the teams by virtual time. In BOOK: name -> 'from_ns promised'.

local demand, book = (function()

local demand, book = { known = {} }, {}

local OPEN = 2000000
local OTHER = { T = 'S', S = 'T' }
local QUEUES = { T = QUEUE_T, S = QUEUE_S }

local function need_of(name)
  return string.sub(name, 1, 1)
end

local function team_of(name)
  return string.sub(name, 2)
end

local function entry_of(packed)
  if not packed then
    return false
  end
  local first, second = string.match(packed, '(%S+) (%S+)')
  return { tonumber(first), tonumber(second) }
end

-- Reads what these want, in one step.
function demand.want(names)
  local missing = {}
  for _, name in ipairs(names) do
    if demand.known[name] == nil then
      missing[#missing + 1] = name
    end
  end
  if #missing > 0 then
    local found = call('HMGET', DEMAND, unpack(missing))
    for i, name in ipairs(missing) do
      demand.known[name] = entry_of(found[i])
    end
  end
end

local function find(name)
  local entry = demand.known[name]
  if entry == nil then
    entry = entry_of(call('HGET', DEMAND, name))
    demand.known[name] = entry
  end
  return entry
end

local function other(name)
  return OTHER[need_of(name)] .. team_of(name)
end

local function put(name, claims, ends)
  local before, need = find(name), need_of(name)
  if not before and not find(other(name)) then
    S.live_parts = S.live_parts + plan.share(team_of(name)).parts
  end
  if need == 'S' then
    S.slots_wanted = S.slots_wanted + claims - (before and before[1] or 0)
  end
  demand.known[name] = { claims, ends }
  call('HSET', DEMAND, name, text(claims) .. ' ' .. text(ends))
  call('ZADD', LAPSE, text(ends), name)
end

-- The team cannot be helped at present, whatever is free: nothing is kept for it.
function demand.drop(name)
  local before, need = find(name), need_of(name)
  if not before then
    return
  end
  if not find(other(name)) then
    S.live_parts = S.live_parts - plan.share(team_of(name)).parts
  end
  if need == 'S' then
    S.slots_wanted = S.slots_wanted - before[1]
  end
  demand.known[name] = false
  call('HDEL', DEMAND, name)
  call('ZREM', LAPSE, name)
  call('ZREM', QUEUES[need], team_of(name))
end

-- Drops what has lapsed.
function demand.load(now)
  for _, name in ipairs(call('ZRANGEBYSCORE', LAPSE, '-inf', '(' .. text(now))) do
    demand.drop(name)
  end
end

function demand.of(name)
  local entry = find(name)
  return entry and entry[1] or 0
end

function demand.live(team)
  return (find('T' .. team) or find('S' .. team)) and true or false
end

-- Puts a team where it belongs by its virtual time.
function demand.queue(team)
  local token, slot = find('T' .. team), find('S' .. team)
  if token or slot then
    local at = text(rate.virtual(team))
    if token then
      call('ZADD', QUEUE_T, at, team)
    end
    if slot then
      call('ZADD', QUEUE_S, at, team)
    end
  end
end

-- How a decision went for some claims of a team. Claims that it did not hear of go on wanting.
function demand.decided(name, granted, denied, now)
  local before = find(name)
  local others = before and max(0, before[1] - granted - denied) or 0
  if denied > 0 then
    put(name, denied + others, now + 3 * demand.interval)
  elseif before and others > 0 then
    put(name, others, before[2])
  else
    demand.drop(name)
  end
end

function demand.clear()
  clear(DEMAND)
  call('DEL', LAPSE, QUEUE_T, QUEUE_S)
  demand.known = {}
  S.live_parts, S.slots_wanted = 0, 0
end

-- Another plan counts from now on, with other weights; teams that are gone want nothing.
function demand.change(gone)
  for _, team in ipairs(gone) do
    demand.drop('T' .. team)
    demand.drop('S' .. team)
  end
  S.live_parts = 0
  local counted = {}
  for name in pairs(hash(DEMAND)) do
    local team = team_of(name)
    if not counted[team] then
      counted[team] = true
      S.live_parts = S.live_parts + plan.share(team).parts
    end
  end
end

-- Takes a promise that has begun into account.
local function begin(name, booking, now)
  local need = need_of(name)
  if booking[1] <= now * 1000 then
    book.begun[need][team_of(name)] = booking[2]
    book.kept[need] = book.kept[need] + 1
  end
end

local function forget(name)
  local need, team = need_of(name), team_of(name)
  book.all[name] = nil
  book.count[need] = book.count[need] - 1
  if book.begun[need][team] then
    book.begun[need][team] = nil
    book.kept[need] = book.kept[need] - 1
  end
  call('HDEL', BOOK, name)
end

-- Reads what is promised, but for what nobody came for in time; once in a call.
function book.load(now)
  if book.all then
    return
  end
  book.all, book.count = {}, { T = 0, S = 0 }
  book.begun, book.kept = { T = {}, S = {} }, { T = 0, S = 0 }
  local fields = call('HGETALL', BOOK)
  for i = 1, #fields, 2 do
    local name, booking = fields[i], entry_of(fields[i + 1])
    book.all[name] = booking
    book.count[need_of(name)] = book.count[need_of(name)] + 1
    if booking[2] + OPEN < now then
      forget(name)
    else
      begin(name, booking, now)
    end
  end
end

-- Promises that are open.
function book.open(need)
  return book.count[need]
end

-- Promises a unit; lead_ns: how long before the promised moment it is kept back.
function book.promise(need, team, promised, lead_ns, now)
  local most, name = need == 'T' and plan.mostTokens or plan.mostSlots, need .. team
  if book.count[need] >= most or book.all[name] then
    return false
  end
  local booking = { promised * 1000 - lead_ns, promised }
  book.all[name], book.count[need] = booking, book.count[need] + 1
  begin(name, booking, now)
  call('HSET', BOOK, name, text(booking[1]) .. ' ' .. text(promised))
  return true
end

-- Units kept now for other teams; a team with a promise of its own leaves a unit only to those
-- who were promised theirs earlier.
function book.kept_from_others(need, team)
  if book.kept[need] == 0 then
    return 0
  end
  local begun = book.begun[need]
  local own = begun[team]
  if not own then
    return book.kept[need]
  end
  local kept = 0
  for _, promised in pairs(begun) do
    if promised < own then
      kept = kept + 1
    end
  end
  return kept
end

-- The team got a unit; where its promise had begun, it is kept by this.
function book.redeem(need, team)
  if not book.begun[need][team] then
    return false
  end
  forget(need .. team)
  return true
end

-- Another plan counts from now on: what was promised is kept, but to teams that are gone.
function book.change(gone)
  for _, team in ipairs(gone) do
    call('HDEL', BOOK, 'T' .. team, 'S' .. team)
  end
  book.all = nil
end

function book.clear()
  call('DEL', BOOK)
  book.all = nil
end

return demand, book

end)()
