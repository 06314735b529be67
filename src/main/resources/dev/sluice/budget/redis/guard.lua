-- The guard (law L2): a request counts from its grant until one window after its answer, and
-- nothing is granted beyond the limit. Answers are kept in 600 slices of the window, so one may
-- count up to a six-hundredth of the window too long, never too short. A window that is an exact log
-- (law L10) is nothing else.
--
-- A lane has windows: creates the one that deals, and those beside it; reads theirs. A request takes
-- from all windows of its lane or from none.
-- In GUARD, of the window that deals: slice -> requests answered in it; the rest is in the state. Of
-- each other window, named by its lane, c (creates) or r (reads), and the microseconds of its slices:
-- '<name>' -> 'slice_ns slice answered', and '<name>_<slice>' -> requests answered in it. Of the
-- reads' lane 'r' (lanes.lua).

local guard = (function()

local guard = {}

local SLICES = 600

-- As if as many as the limit had been answered now: nothing is known of what was sent before.
local function start_full(window, now)
  guard.forget(window)
  window.slice = floor(now * 1000 / window.slice_ns)
  window.answered, window.leaving = window.limit, nil
  call('HSET', GUARD, window.prefix .. text(window.slice), text(window.limit))
end

-- Whether a field holds answers of the window with this prefix.
local function is_of(prefix, field)
  return prefix == '' and tonumber(field) ~= nil
    or prefix ~= '' and string.sub(field, 1, #prefix) == prefix
end

-- Drops the answers of a window.
function guard.forget(window)
  if plan.plain then
    clear(GUARD)
    return
  end
  for _, field in ipairs(call('HKEYS', GUARD)) do
    if is_of(window.prefix, field) then
      call('HDEL', GUARD, field)
    end
  end
end

local function pack(slice_ns, slice, answered)
  return text(slice_ns) .. ' ' .. text(slice) .. ' ' .. text(answered)
end

local function unpack_window(packed)
  local slice_ns, slice, answered = string.match(packed or '', '(%S+) (%S+) (%S+)')
  return tonumber(slice_ns), tonumber(slice), tonumber(answered)
end

local function move(from, to)
  for field, answered in pairs(hash(GUARD)) do
    if is_of(from, field) then
      call('HDEL', GUARD, field)
      call('HSET', GUARD, to .. string.sub(field, #from + 1), answered)
    end
  end
end

-- Another window deals than before. The log of the one that did is put with those beside, and the
-- log of the one that does comes from there, if it was kept. Returns whether it was.
local function change_dealing()
  local old = plan.name_of('c', S.slice)
  move('', old .. '_')
  call('HSET', GUARD, old, pack(S.slice, S.g_slice, S.g_answered))
  local new = plan.name_of('c', plan.slice_ns)
  local slice_ns, slice, answered = unpack_window(call('HGET', GUARD, new))
  if not slice_ns then
    return false
  end
  move(new .. '_', '')
  call('HDEL', GUARD, new)
  S.g_slice, S.g_answered = slice, answered
  return true
end

-- The window that deals. What counted in a longer one is put into the present slice, where it counts
-- too long rather than too short. Of an exact log nothing less than all is enough, nor of a window
-- that is longer than the one before.
local function open_dealing(now)
  local before = S.slice
  local other = before ~= plan.slice_ns
  local known = not other or before > 0 and change_dealing()
  local window = { prefix = '', limit = plan.limit, slice_ns = plan.slice_ns, slice = S.g_slice,
    answered = S.g_answered }
  S.slice = plan.slice_ns
  if plan.exact and (not known or S.fill == 1) or not known and before > 0 and before < S.slice then
    return window, true
  end
  if not known then
    window.slice = floor(now * 1000 / plan.slice_ns)
    if window.answered > 0 then
      call('HSET', GUARD, text(window.slice), text(window.answered))
    end
  end
  return window, false
end

-- Another window; one of which nothing is known starts full.
local function open_beside(window, packed, now)
  window.packed = packed
  local slice_ns, slice, answered = unpack_window(packed)
  if slice_ns == window.slice_ns and S.fill == 0 then
    window.slice, window.answered = slice, answered
  else
    start_full(window, now)
  end
end

-- Windows that another plan had are forgotten: what was sent meanwhile is not in them.
local function drop_others()
  local kept = {}
  for _, window in ipairs(plan.beside) do
    kept[window.name] = true
  end
  for _, field in ipairs(call('HKEYS', GUARD)) do
    local name = string.match(field, '^[cr]%d+')
    if name and not kept[name] then
      call('HDEL', GUARD, field)
    end
  end
end

-- What the windows of reads count, by the lengths of their slices.
local function counts_of_reads()
  local counts = {}
  for field, packed in pairs(hash(GUARD)) do
    if string.match(field, '^r%d+$') then
      local slice_ns, _, answered = unpack_window(packed)
      counts[slice_ns] = answered
    end
  end
  return counts
end

-- Where lanes that were apart are one, the windows of creates count reads, too. What those have used
-- is known by a window of theirs of the same length; else it starts full.
local function widen(window, counts, now)
  local reads = counts[window.slice_ns]
  if not reads then
    start_full(window, now)
  elseif reads > 0 then
    guard.expire(window, now)
    window.answered, window.leaving = window.answered + reads, nil
    call('HINCRBY', GUARD, window.prefix .. text(window.slice), reads)
  end
end

-- Reads what counts; changed: the plan is another than before.
function guard.open(now, changed)
  local counts = lanes.joined and counts_of_reads() or nil
  local dealing, unknown = open_dealing(now)
  guard.creates, guard.reads, guard.dealing = { dealing }, {}, dealing
  if changed then
    drop_others()
  end
  if unknown then
    start_full(dealing, now)
  end
  if #plan.beside > 0 then
    local names = {}
    for i, window in ipairs(plan.beside) do
      names[i] = window.name
    end
    local packed = call('HMGET', GUARD, unpack(names))
    for i, window in ipairs(plan.beside) do
      open_beside(window, packed[i], now)
      table.insert(window.reads and guard.reads or guard.creates, window)
    end
  end
  if counts then
    for _, window in ipairs(guard.creates) do
      widen(window, counts, now)
    end
  end
  S.fill = 0
end

-- Writes what counts.
function guard.save()
  if not guard.dealing then
    return
  end
  S.g_slice, S.g_answered = guard.dealing.slice, guard.dealing.answered
  for _, window in ipairs(plan.beside) do
    local packed = pack(window.slice_ns, window.slice, window.answered)
    if packed ~= window.packed then
      call('HSET', GUARD, window.name, packed)
    end
  end
end

-- Drops what stopped counting.
function guard.expire(window, now)
  local current = floor(now * 1000 / window.slice_ns)
  if window.slice >= current then
    return
  end
  if window.answered == 0 then
    window.slice = current
    return
  end
  window.leaving = nil
  if current - window.slice > SLICES then
    guard.forget(window)
    window.answered, window.slice = 0, current
    return
  end
  local old = {}
  for slice = window.slice + 1, current do
    old[#old + 1] = window.prefix .. text(slice - SLICES - 1)
  end
  window.slice = current
  for _, count in ipairs(call('HMGET', GUARD, unpack(old))) do
    if count then
      window.answered = window.answered - tonumber(count)
    end
  end
  call('HDEL', GUARD, unpack(old))
end

local function in_flight(window)
  return window.reads and lanes.reads.flight or S.g_flight
end

local function count(window, now)
  guard.expire(window, now)
  return in_flight(window) + window.answered
end

-- Requests that count now in the window that deals.
function guard.count(now)
  return count(guard.dealing, now)
end

-- How many more may go while only a part of the limit is used, at least one of it.
local function room(window, part, now)
  return max(1, floor(window.limit * part)) - count(window, now)
end

-- The room of the window that deals.
function guard.room(part, now)
  return room(guard.dealing, part, now)
end

-- The same of all windows of a lane, at most so many.
function guard.room_of_all(windows, part, most, now)
  for _, window in ipairs(windows) do
    most = min(most, room(window, part, now))
  end
  return most
end

function guard.full(now)
  for _, window in ipairs(guard.creates) do
    if count(window, now) >= window.limit then
      return true
    end
  end
  return false
end

-- Whether less than this part of every limit of the creates counts.
function guard.below(part, now)
  for _, window in ipairs(guard.creates) do
    if count(window, now) >= part * window.limit then
      return false
    end
  end
  return true
end

-- When requests stop counting, the oldest first: a list of slice and how many.
local function leaving(window)
  if not window.leaving then
    local fields, list, from = call('HGETALL', GUARD), {}, #window.prefix + 1
    for i = 1, #fields, 2 do
      local slice = is_of(window.prefix, fields[i]) and tonumber(string.sub(fields[i], from))
      if slice then
        list[#list + 1] = { slice, tonumber(fields[i + 1]) }
      end
    end
    table.sort(list, function(one, other)
      return one[1] < other[1]
    end)
    window.leaving = list
  end
  return window.leaving
end

local function until_ns(window, stopped, least_ns, now)
  guard.expire(window, now)
  local gone = 0
  for _, each in ipairs(leaving(window)) do
    gone = gone + each[2]
    local ns = max(1, (each[1] + SLICES + 1) * window.slice_ns - now * 1000)
    if gone >= stopped and ns >= least_ns then
      return ns
    end
  end
  return max(least_ns, window.slice_ns * SLICES)
end

-- Nanoseconds until so many requests of the window that deals have stopped counting, no sooner than
-- after so many.
function guard.until_ns(stopped, least_ns, now)
  return until_ns(guard.dealing, stopped, least_ns, now)
end

-- Nanoseconds until so many more may go by a lane's windows.
function guard.until_room_for_ns(windows, more, part, now)
  local latest = 0
  for _, window in ipairs(windows) do
    local missing = more - room(window, part, now)
    if missing > 0 then
      latest = max(latest, until_ns(window, missing, 0, now))
    end
  end
  return latest
end

-- Nanoseconds until no window of the creates is full; 0 where none is.
function guard.until_room_ns(now)
  local latest = 0
  for _, window in ipairs(guard.creates) do
    local over = count(window, now) - window.limit
    if over >= 0 then
      latest = max(latest, until_ns(window, over + 1, 0, now))
    end
  end
  return latest
end

-- One of a lane was sent, and has been answered or has failed.
function guard.answered(windows, now)
  for _, window in ipairs(windows) do
    guard.expire(window, now)
    window.answered, window.leaving = window.answered + 1, nil
    call('HINCRBY', GUARD, window.prefix .. text(window.slice), 1)
  end
end

return guard

end)()
