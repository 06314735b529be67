-- The guard (law L2): a request counts from its grant until one window after its answer, and
-- nothing is granted beyond the limit. Answers are kept in 600 slices of the window, so one may
-- count up to a six-hundredth of the window too long, never too short.

local guard = (function()

local guard = {}

local SLICES = 600

-- Another window has slices of another length: what counts is put into the present one, where it
-- counts too long rather than too short.
function guard.fit(now)
  if S.slice == plan.slice_ns then
    return
  end
  S.slice = plan.slice_ns
  S.g_slice = floor(now * 1000 / plan.slice_ns)
  clear(GUARD)
  if S.g_answered > 0 then
    call('HSET', GUARD, text(S.g_slice), text(S.g_answered))
  end
end

-- Drops what stopped counting.
function guard.expire(now)
  local current = floor(now * 1000 / plan.slice_ns)
  if current - S.g_slice > SLICES then
    clear(GUARD)
    S.g_answered, S.g_slice = 0, current
    return
  end
  if S.g_slice >= current then
    return
  end
  local old = {}
  for slice = S.g_slice + 1, current do
    old[#old + 1] = text(slice - SLICES - 1)
  end
  S.g_slice = current
  if S.g_answered == 0 then
    return
  end
  for _, count in ipairs(call('HMGET', GUARD, unpack(old))) do
    if count then
      S.g_answered = S.g_answered - tonumber(count)
    end
  end
  call('HDEL', GUARD, unpack(old))
end

-- Requests that count now.
function guard.count(now)
  guard.expire(now)
  return S.g_flight + S.g_answered
end

function guard.full(now)
  return guard.count(now) >= plan.limit
end

-- Nanoseconds until the next of the answered requests stops counting.
function guard.until_room_ns(now)
  guard.expire(now)
  local first = INFINITE
  for _, slice in ipairs(call('HKEYS', GUARD)) do
    first = min(first, tonumber(slice) or INFINITE)
  end
  if first == INFINITE then
    return plan.slice_ns * SLICES
  end
  return max(1, (first + SLICES + 1) * plan.slice_ns - now * 1000)
end

function guard.granted()
  S.g_flight = S.g_flight + 1
end

-- It was sent, and has been answered or has failed.
function guard.ended(now)
  guard.expire(now)
  S.g_flight = S.g_flight - 1
  S.g_answered = S.g_answered + 1
  call('HINCRBY', GUARD, text(S.g_slice), 1)
end

-- It never left.
function guard.cancelled()
  S.g_flight = S.g_flight - 1
end

return guard

end)()
