-- The plan: what the upstream's limit comes to, and what each team may expect (BudgetPlan).
--
-- In the store: field '@' of PLAN has limit, window, spread, burst, rate a second, slots, cold
-- start, drain interval, longest flight, hold, promises of tokens, promises of slots, whether the
-- window is an exact log, the windows beside it (one word: 'a' where the lanes are apart, else '-',
-- then for each ';', its lane 'c' or 'r', its limit, ':', its length), all that is guaranteed a second;
-- a field ':<team>' has weight, the same in whole parts, guaranteed a second, capacity and refill
-- period of its bucket (rate.lua), guaranteed tasks, those of them that are never lent, ceiling of
-- tasks, most unknown. A team is announced with weight, guaranteed a second, its burst, and the last
-- four. Field 'sum' is the digest of all that.
--
-- While replicas disagree nothing is granted that one of their plans would not: the plan of the
-- smallest rate deals, the fewest slots count, and the windows of all others stand beside its own,
-- of several of one lane and length the smallest. Where only some have lanes apart all have, and a
-- window for all is divided between them as Lanes divides it: a tenth is the reads'.

local plan = (function()

local plan = { shares = {} }

local GLOBALS, LANES = 14, 14
local GLOBAL_FIGURES = string.rep('(%S+) ', GLOBALS) .. '(%S+)'
local TEAM_FIGURES = 7
local UNKNOWN_PART, UNKNOWN_LEAST, NO_CEILING = 0.1, 2, 2147483647

local function share_of(packed)
  local weight, parts, per_second, cap, period, rest =
    string.match(packed, '(%S+) (%S+) (%S+) (%S+) (%S+) (.+)')
  return { weight = tonumber(weight), parts = tonumber(parts), perSecond = tonumber(per_second),
    cap = tonumber(cap), period = tonumber(period), rest = rest }
end

-- The period in seconds over which a bucket of this rate is refilled, as in RateBook.
function plan.period_of(per_second)
  local period = 1
  while per_second * UNIT * period < 100000 and period < 1000000 do
    period = period * 10
  end
  return period
end

function plan.capacity_of(tokens)
  return max(UNIT, floor(tokens * UNIT + 0.5))
end

local function packed_share(fields, i)
  local weight, per_second = tonumber(fields[i]), tonumber(fields[i + 1])
  return table.concat({ fields[i], text(max(1, floor(weight * 1048576 + 0.5))), fields[i + 1],
    text(plan.capacity_of(tonumber(fields[i + 2]))), text(plan.period_of(per_second)),
    fields[i + 3], text(math.ceil(tonumber(fields[i + 4]))), fields[i + 5], fields[i + 6] }, ' ')
end

local function slice_of(window)
  return floor((window + 599) / 600) * 1000
end

-- A lane has one window of each length at most, which names it.
function plan.name_of(lane, slice_ns)
  return lane .. text(slice_ns / 1000)
end

-- The windows beside the one that deals.
local function windows_of(word)
  local all = {}
  if #word > 1 then
    for lane, limit, length in string.gmatch(word, ';([cr])(%d+):(%d+)') do
      local slice_ns = slice_of(tonumber(length))
      local name = plan.name_of(lane, slice_ns)
      all[#all + 1] = { name = name, prefix = name .. '_', reads = lane == 'r',
        limit = tonumber(limit), length = tonumber(length), slice_ns = slice_ns }
    end
  end
  return all
end

-- Whether the lanes are apart, by the word of the windows.
local function is_apart(word)
  return string.sub(word, 1, 1) == 'a'
end

-- The windows of all these plans, of each lane and length the smallest.
local function windows_of_all(plans, apart)
  local smallest = { c = {}, r = {} }
  local function add(lane, limit, length)
    smallest[lane][length] = min(smallest[lane][length] or INFINITE, limit)
  end
  for _, fields in ipairs(plans) do
    local divided = apart and not is_apart(fields[LANES])
    local own = windows_of(fields[LANES])
    own[#own + 1] = { limit = tonumber(fields[1]), length = tonumber(fields[2]) }
    for _, window in ipairs(own) do
      local reads = divided and max(1, floor(window.limit / 10)) or 0
      add(window.reads and 'r' or 'c', max(1, window.limit - reads), window.length)
      if divided then
        add('r', reads, window.length)
      end
    end
  end
  return smallest
end

-- Makes a plan, which deals, keep the windows of all others, too.
local function keep_windows(dealing, plans, apart)
  local smallest, length = windows_of_all(plans, apart), tonumber(dealing[2])
  dealing[1] = text(smallest.c[length])
  smallest.c[length] = nil
  local word = { apart and 'a' or '-' }
  for _, lane in ipairs({ 'c', 'r' }) do
    for length, limit in pairs(smallest[lane]) do
      word[#word + 1] = ';' .. lane .. text(limit) .. ':' .. text(length)
    end
  end
  table.sort(word, function(one, other)
    return #one == 1 or #other > 1 and one < other
  end)
  dealing[LANES] = table.concat(word)
end

-- Reads the plan in force. False where none is.
function plan.load()
  local packed = call('HGET', PLAN, '@')
  if not packed then
    return false
  end
  local n = { string.match(packed, GLOBAL_FIGURES) }
  local word = n[LANES]
  for i = 1, #n do
    n[i] = tonumber(n[i])
  end
  plan.limit, plan.window, plan.spread, plan.burst, plan.rate = n[1], n[2], n[3], n[4], n[5]
  plan.slots = S.slot_cap > 0 and min(n[6], S.slot_cap) or n[6]
  plan.cold, plan.drain = n[7], n[8]
  plan.longest, plan.hold, plan.mostTokens, plan.mostSlots = n[9], n[10], n[11], n[12]
  plan.exact, plan.promisedRate = n[13] == 1, n[LANES + 1]
  plan.slice_ns = slice_of(plan.window)
  plan.apart, plan.beside = is_apart(word), windows_of(word)
  plan.plain = not plan.apart and #plan.beside == 0
  return true
end

-- Reads the shares of these teams, in one step.
function plan.want(teams)
  local fields, missing = {}, {}
  for _, team in ipairs(teams) do
    if not plan.shares[team] then
      plan.shares[team] = true
      fields[#fields + 1] = ':' .. team
      missing[#missing + 1] = team
    end
  end
  if #fields == 0 then
    return
  end
  local found = call('HMGET', PLAN, unpack(fields))
  for i, team in ipairs(missing) do
    plan.shares[team] = found[i] and share_of(found[i])
      or { weight = 1, parts = 1048576, perSecond = 0, tasks = 0, kept = 0, ceiling = NO_CEILING,
        mostUnknown = max(UNKNOWN_LEAST, floor(UNKNOWN_PART * plan.slots)) }
  end
end

-- A team's share; a plain one where the plan does not name it.
function plan.share(team)
  local share = plan.shares[team]
  if not share then
    plan.want({ team })
    share = plan.shares[team]
  end
  return share
end

-- The same with the figures of its slots.
function plan.slots_of(team)
  local share = plan.share(team)
  if share.rest then
    local tasks, kept, ceiling, most = string.match(share.rest, '(%S+) (%S+) (%S+) (%S+)')
    share.tasks, share.kept = tonumber(tasks), tonumber(kept)
    share.ceiling, share.mostUnknown, share.rest = tonumber(ceiling), tonumber(most), nil
  end
  return share
end

-- The teams with a guarantee of slots.
function plan.guaranteed()
  if not plan.guaranteedTeams then
    plan.guaranteedTeams = {}
    for team in string.gmatch(call('HGET', PLAN, 'guaranteed') or '', '%S+') do
      table.insert(plan.guaranteedTeams, team)
    end
    plan.want(plan.guaranteedTeams)
  end
  return plan.guaranteedTeams
end

-- The teams with a guarantee of the rate.
function plan.promised()
  local teams = {}
  for team in string.gmatch(call('HGET', PLAN, 'promised') or '', '%S+') do
    teams[#teams + 1] = team
  end
  plan.want(teams)
  return teams
end

-- Takes note of an announced plan: the figures, then each team's name and figures.
function plan.announce(digest, arguments)
  call('HSET', PLANS, digest, table.concat(arguments, '\31'))
end

local function fields_of(announced)
  local fields = {}
  for field in string.gmatch(announced, '[^\31]+') do
    fields[#fields + 1] = field
  end
  return fields
end

-- The digests of the plans of all replicas that are alive, in order; drops what was announced by
-- others.
local function live_plans(announced)
  local live, seen = {}, {}
  for _, digest in ipairs(call('HVALS', DIGEST)) do
    if not seen[digest] and announced[digest] then
      seen[digest] = true
      live[#live + 1] = digest
    end
  end
  for digest in pairs(announced) do
    if not seen[digest] and #live > 0 then
      call('HDEL', PLANS, digest)
    end
  end
  table.sort(live)
  return live
end

-- Chooses among the plans of the replicas that are alive. Returns the figures of another plan than the
-- one in force, to be put into force; nil where there is none.
function plan.choose()
  local announced = hash(PLANS)
  local live = live_plans(announced)
  local plans, apart, fewest, fields = {}, false, INFINITE, nil
  for i, digest in ipairs(live) do
    plans[i] = fields_of(announced[digest])
    fewest = min(fewest, tonumber(plans[i][6]))
    apart = apart or is_apart(plans[i][LANES])
    if not fields or tonumber(plans[i][5]) < tonumber(fields[5]) then
      fields = plans[i]
    end
  end
  S.disagree = #live > 1 and 1 or 0
  if #live == 0 then
    return nil
  end
  S.slot_cap = fewest
  local chosen = table.concat(live, '+')
  if chosen == S.digest and call('EXISTS', PLAN) == 1 then
    return nil
  end
  keep_windows(fields, plans, apart)
  S.digest = chosen
  fields.sum = redis.sha1hex(table.concat(fields, '\31'))
  return call('HGET', PLAN, 'sum') ~= fields.sum and fields or nil
end

-- Puts a plan into force.
function plan.put(fields)
  local promised_rate, all, guaranteed, promised = 0, {}, {}, {}
  for i = GLOBALS + 1, #fields, TEAM_FIGURES + 1 do
    local team = fields[i]
    all[#all + 1] = ':' .. team
    all[#all + 1] = packed_share(fields, i + 1)
    if tonumber(fields[i + 2]) > 0 then
      promised[#promised + 1] = team
      promised_rate = promised_rate + tonumber(fields[i + 2])
    end
    if tonumber(fields[i + 4]) > 0 then
      guaranteed[#guaranteed + 1] = team
    end
  end
  call('DEL', PLAN)
  for i = 1, #all, 1000 do
    call('HSET', PLAN, unpack(all, i, min(i + 999, #all)))
  end
  call('HSET', PLAN, '@', table.concat(fields, ' ', 1, GLOBALS) .. ' ' .. text(promised_rate),
    'guaranteed', table.concat(guaranteed, ' '),
    'promised', table.concat(promised, ' '),
    'sum', fields.sum)
  plan.shares, plan.guaranteedTeams = {}, nil
end

-- Every team that the plan in force names.
function plan.teams()
  local teams = {}
  for _, field in ipairs(call('HKEYS', PLAN)) do
    if string.sub(field, 1, 1) == ':' then
      teams[#teams + 1] = string.sub(field, 2)
    end
  end
  return teams
end

-- Whether the plan in force names a team.
function plan.names(team)
  return call('HEXISTS', PLAN, ':' .. team) == 1
end

return plan

end)()
