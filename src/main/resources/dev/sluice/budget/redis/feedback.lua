-- What an upstream's 429 teaches (law L8). On the rate: a pause of its Retry-After, then one probe,
-- and half the pace, which recovers by a twentieth each tenth of a window. On the slots: one
-- hundredth fewer, which come back one hundredth each 5 min.

local feedback = (function()

local feedback = {}

local LONGEST_PAUSE, SHORTEST_PAUSE = 300000000, 1000000
local SLOT_RECOVERY, PROBE = 300000000, 2000000
local LEAST_PACE, PACE_STEP, SLOT_STEP = 1 / 64, 0.05, 0.01
local NONE, WANTED, OUT = 0, 1, 2

local function pause(retry_after)
  return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, retry_after))
end

function feedback.rate_refused(retry_after, now)
  local in_pause = now < S.paused_until
  S.paused_until = max(S.paused_until, now + pause(retry_after))
  if not in_pause then
    S.f_pace = max(LEAST_PACE, S.f_pace / 2)
    S.f_pace_at = now
  end
  S.probe = WANTED
end

function feedback.slots_refused(retry_after, now)
  local in_pause = now < S.slots_paused_until
  S.slots_paused_until = max(S.slots_paused_until, now + pause(retry_after))
  if not in_pause then
    S.slot_part = max(SLOT_STEP, S.slot_part - SLOT_STEP)
    S.slot_part_at = now
  end
end

-- Moves on to this moment. A probe that is not answered in time is followed by another.
function feedback.look(now)
  if S.probe == OUT and now - S.probe_at >= PROBE and now >= S.paused_until then
    S.probe = WANTED
  end
end

-- Microseconds for which nothing may be sent.
function feedback.closed_for(now)
  if now < S.paused_until then
    return S.paused_until - now
  end
  return S.probe == OUT and S.probe_at + PROBE - now or 0
end

-- Microseconds for which no submit may be sent because of the slots.
function feedback.slots_closed_for(now)
  return max(0, S.slots_paused_until - now)
end

-- Whether only a single request may go.
function feedback.probing(now)
  return S.probe == WANTED and now >= S.paused_until
end

function feedback.probe_sent(id, now)
  S.probe, S.probe_at, S.probe_id = OUT, now, id
end

function feedback.ended(id)
  if S.probe == OUT and S.probe_id == id then
    S.probe = NONE
  end
end

function feedback.never_sent(id)
  if S.probe == OUT and S.probe_id == id then
    S.probe = WANTED
  end
end

-- The part of R that is used now.
function feedback.pace(now)
  local recovery = plan.window / 10
  while S.f_pace < 1 and now - S.f_pace_at >= recovery do
    S.f_pace = min(1, S.f_pace + PACE_STEP)
    S.f_pace_at = S.f_pace_at + recovery
  end
  return S.f_pace
end

-- The part of the slots that is used now.
function feedback.slots(now)
  while S.slot_part < 1 and now - S.slot_part_at >= SLOT_RECOVERY do
    S.slot_part = min(1, S.slot_part + SLOT_STEP)
    S.slot_part_at = S.slot_part_at + SLOT_RECOVERY
  end
  return S.slot_part
end

return feedback

end)()
