-- The guard (law L2): a request counts from its grant until one window after its answer, and
-- nothing is granted beyond the limit. Answers are kept in 600 slices of the window, so one may
-- count up to a six-hundredth of the window too long, never too short. A window that is an exact log
-- (law L10) is nothing else.
--
-- A lane has windows: creates the one that deals, and those beside it; reads theirs. A request takes
-- from all windows of its lane or from none.
-- In GUARD, of the window that deals: slice -> requests answered in it; the rest is in the state. Of
-- each other window, named by its lane, c (creates) or r (reads), and its length in microseconds:
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

-- Drops the answers of a window.
function guard.forget(window)
  if plan.plain then
    clear(GUARD)
    return
  end
  for _, field in ipairs(call('HKEYS', GUARD)) do
    if window.prefix == '' and tonumber(field)
        or window.prefix ~= '' and string.sub(field, 1, #window.prefix) == window.prefix then
      call('HDEL', GUARD, field)
    end
  end
end

-- The window that deals. Another window than before has slices of another length: what counts is put
-- into the present one, where it counts too long rather than too short.
local function open_dealing(now, widened)
  local window = { prefix = '', limit = plan.limit, slice_ns = plan.slice_ns, slice = S.g_slice,
    answered = S.g_answered }
  local other = S.slice ~= plan.slice_ns
  if other then
    S.slice = plan.slice_ns
    guard.forget(window)
    window.slice = floor(now * 1000 / plan.slice_ns)
    if window.answered > 0 then
      call('HSET', GUARD, text(window.slice), text(window.answered))
    end
  end
  if widened or plan.exact and (other or S.fill == 1) then
    start_full(window, now)
  end
  return window
end

-- Another window; one of which nothing is known starts full.
local function open_beside(window, packed, now, widened)
  window.packed = packed
  local slice_ns, slice, answered
  if packed and S.fill == 0 and not widened then
    slice_ns, slice, answered = string.match(packed, '(%S+) (%S+) (%S+)')
  end
  if tonumber(slice_ns) == window.slice_ns then
    window.slice, window.answered = tonumber(slice), tonumber(answered)
  else
    start_full(window, now)
  end
end

-- Windows that another plan had are forgotten: what was sent meanwhile is not in them.
local function drop_others()
  local kept = {}
  for _, window in ipairs(plan.beside) do
    local packed = call('HGET', GUARD, window.name)
    if packed and string.match(packed, '%S+') == text(window.slice_ns) then
      kept[window.name] = true
    end
  end
  for _, field in ipairs(call('HKEYS', GUARD)) do
    local name = string.match(field, '^[cr]%d+')
    if name and not kept[name] then
      call('HDEL', GUARD, field)
    end
  end
end

-- Reads what counts; changed: the plan is another than before. Where lanes that were apart are one,
-- the windows of creates count reads too, and what those had used is not in them: they start full.
function guard.open(now, changed)
  local widened = changed and S.apart == 1 and not plan.apart
  S.apart = plan.apart and 1 or 0
  if changed then
    drop_others()
  end
  guard.creates = { open_dealing(now, widened) }
  guard.reads = {}
  if #plan.beside > 0 then
    local names = {}
    for i, window in ipairs(plan.beside) do
      names[i] = window.name
    end
    local packed = call('HMGET', GUARD, unpack(names))
    for i, window in ipairs(plan.beside) do
      open_beside(window, packed[i], now, widened)
      table.insert(window.reads and guard.reads or guard.creates, window)
    end
  end
  guard.dealing = guard.creates[1]
  S.fill = 0
end

-- Writes what counts.
function guard.save()
  if not guard.dealing then
    return
  end
  S.g_slice, S.g_answered = guard.dealing.slice, guard.dealing.answered
  for _, window in ipairs(plan.beside) do
    local packed = text(window.slice_ns) .. ' ' .. text(window.slice) .. ' ' .. text(window.answered)
    if packed ~= window.packed then
      call('HSET', GUARD, window.name, packed)
    end
  end
end

-- Drops what stopped counting.
local function expire(window, now)
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
  expire(window, now)
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
      local ours = window.prefix == '' or string.sub(fields[i], 1, from - 1) == window.prefix
      local slice = ours and tonumber(string.sub(fields[i], from))
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
  expire(window, now)
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
    expire(window, now)
    window.answered, window.leaving = window.answered + 1, nil
    call('HINCRBY', GUARD, window.prefix .. text(window.slice), 1)
  end
end

return guard

end)()
