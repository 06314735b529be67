-- The guard (law L2): a request counts from its grant until one window after its answer, and
-- nothing is granted beyond the limit. Answers are kept in 600 slices of the window, so one may
-- count up to a six-hundredth of the window too long, never too short. A window that is an exact log
-- (law L10) is nothing else.
--
-- A lane has windows: creates the one that deals, and those beside it; reads theirs. A request takes
-- from all windows of its lane or from none.
-- In GUARD, of the window that deals: slice -> requests answered in it; the rest is in the state. Of
-- each other window, named by its lane, c (creates) or r (reads), and the microseconds of its slices:
-- '<name>' -> 'slice_ns slice answered from', and '<name>_<slice>' -> requests answered in it; the
-- answers are complete from that moment on, nanoseconds; of the window that deals that is 's'. 'b' is
-- when the book began: of the time before nothing is known. Of the reads' lane 'r' (lanes.lua).

local guard = (function()

local guard = {}

local SLICES = 600

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

local function pack(window)
  return text(window.slice_ns) .. ' ' .. text(window.slice) .. ' ' .. text(window.answered)
    .. (window.from and ' ' .. text(window.from) or '')
end

-- As if as many as the limit had been answered now: nothing is known of what was sent before.
local function start_full(window, now)
  guard.forget(window)
  window.slice, window.from = floor(now * 1000 / window.slice_ns), now * 1000
  window.answered, window.leaving = window.limit, nil
  call('HSET', GUARD, window.prefix .. text(window.slice), text(window.limit))
end

-- The window that deals. In a new generation an exact log starts full; a bucket need not, since it
-- starts without a token (law L3).
local function open_dealing(now)
  local window = { prefix = '', limit = plan.limit, slice_ns = plan.slice_ns, slice = S.g_slice,
    answered = S.g_answered }
  if S.slice > 0 and S.slice ~= plan.slice_ns or plan.exact and S.fill == 1 then
    start_full(window, now)
    call('HSET', GUARD, 's', text(window.from))
  elseif S.fill == 1 then
    call('HSET', GUARD, 's', text(now * 1000))
  end
  return window
end

-- Another window; one of which nothing is known starts full.
local function open_beside(window, packed, now)
  window.packed = packed
  local slice_ns, slice, answered, from =
    string.match(packed or '', '(%S+) (%S+) (%S+) ?(%S*)')
  if tonumber(slice_ns) == window.slice_ns and S.fill == 0 then
    window.slice, window.answered, window.from = tonumber(slice), tonumber(answered), tonumber(from)
  else
    start_full(window, now)
  end
end

local function put(window)
  table.insert(window.reads and guard.reads or guard.creates, window)
end

-- Reads what counts.
function guard.open(now)
  guard.dealing = open_dealing(now)
  guard.creates, guard.reads = { guard.dealing }, {}
  if #plan.beside > 0 then
    local names = {}
    for i, window in ipairs(plan.beside) do
      names[i] = window.name
    end
    local packed = call('HMGET', GUARD, unpack(names))
    for i, window in ipairs(plan.beside) do
      open_beside(window, packed[i], now)
      put(window)
    end
  end
  if S.fill == 1 then
    call('HSET', GUARD, 'b', text(now * 1000))
  end
  S.fill, S.slice = 0, plan.slice_ns
end

-- Writes what counts.
function guard.save()
  if not guard.dealing then
    return
  end
  S.g_slice, S.g_answered = guard.dealing.slice, guard.dealing.answered
  for _, window in ipairs(plan.beside) do
    local packed = pack(window)
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

-- What a window knows of the requests that were answered, by the latest moment at which they may have
-- been; and from when on it knows all of them.
local function log_of(window, now)
  guard.expire(window, now)
  local log = { slice_ns = window.slice_ns }
  for i, each in ipairs(leaving(window)) do
    log[i] = { min(now * 1000, (each[1] + 1) * window.slice_ns - 1), each[2] }
  end
  log.from = max(window.from or -INFINITE, (window.slice - SLICES) * window.slice_ns)
  return log
end

local function logs_of(windows, now)
  local logs = {}
  for i, window in ipairs(windows) do
    logs[i] = log_of(window, now)
  end
  table.sort(logs, function(one, other)
    return one.slice_ns < other.slice_ns
  end)
  return logs
end

-- What both lanes know, before another plan counts.
function guard.logs(now)
  guard.dealing.from = tonumber(call('HGET', GUARD, 's') or nil)
  return { creates = logs_of(guard.creates, now), born = tonumber(call('HGET', GUARD, 'b') or nil),
    reads = plan.apart and logs_of(guard.reads, now) or nil }
end

-- What a lane knows for a window: of the shortest that is as long, else of the longest of all.
local function best_of(logs, window, now)
  for _, log in ipairs(logs) do
    if log.slice_ns >= window.slice_ns then
      return log
    end
  end
  return logs[#logs] or { from = now * 1000 }
end

-- Counts in a window what others counted. The time of which not everything is known is taken to be full:
-- as many as the limit, with what came afterwards, were answered by its end (law L11); but for the time
-- before a bucket began.
local function carry_on(window, logs, born, now)
  window.slice, window.answered = floor(now * 1000 / window.slice_ns), 0
  local oldest, counts, from = window.slice - SLICES, {}, -INFINITE
  local function add(slice, count)
    if slice >= oldest then
      counts[slice] = (counts[slice] or 0) + count
      window.answered = window.answered + count
    end
  end
  for _, log in ipairs(logs) do
    from = max(from, log.from)
  end
  local known = from <= oldest * window.slice_ns
  local began = window.prefix == '' and not plan.exact and from <= (born or -INFINITE)
  local full = not known and not began
  for _, log in ipairs(logs) do
    for _, each in ipairs(log) do
      if not full or each[1] >= from then
        add(floor(each[1] / window.slice_ns), each[2])
      end
    end
  end
  if full and window.answered < window.limit then
    add(floor((from - 1) / window.slice_ns), window.limit - window.answered)
  end
  for slice, count in pairs(counts) do
    call('HSET', GUARD, window.prefix .. text(slice), text(count))
  end
  window.from = not known and from or nil
end

-- Another plan counts from now on: its windows go on with what those before knew.
function guard.change(logs, now)
  clear(GUARD)
  guard.dealing = { prefix = '', limit = plan.limit, slice_ns = plan.slice_ns }
  guard.creates, guard.reads = { guard.dealing }, {}
  for _, window in ipairs(plan.beside) do
    put(window)
  end
  for _, window in ipairs(guard.creates) do
    local known = { best_of(logs.creates, window, now) }
    if logs.reads and not plan.apart then
      known[2] = best_of(logs.reads, window, now)
    end
    carry_on(window, known, logs.born, now)
  end
  for _, window in ipairs(guard.reads) do
    carry_on(window, { best_of(logs.reads or logs.creates, window, now) }, logs.born, now)
  end
  if logs.born then
    call('HSET', GUARD, 'b', text(logs.born))
  end
  if guard.dealing.from then
    call('HSET', GUARD, 's', text(guard.dealing.from))
  end
  S.slice = plan.slice_ns
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
