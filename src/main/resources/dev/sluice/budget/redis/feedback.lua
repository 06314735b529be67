-- What an upstream's 429 teaches (law L8). On the rate: a pause of its Retry-After, then one probe,
-- and half the pace, which recovers by a twentieth each tenth of a window. On the slots: one
-- hundredth fewer, which come back one hundredth each 5 min. What it is about is a lane: the state for
-- that of creates, which alone has slots, or the one of the reads (lanes.lua).

local feedback = (function()

local feedback = {}

local LONGEST_PAUSE, SHORTEST_PAUSE = 300000000, 1000000
local SLOT_RECOVERY, PROBE = 300000000, 2000000
local LEAST_PACE, PACE_STEP, SLOT_STEP = 1 / 64, 0.05, 0.01
local NONE, WANTED, OUT = 0, 1, 2

local function pause(retry_after)
  return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, retry_after))
end

function feedback.rate_refused(lane, retry_after, now)
  local in_pause = now < lane.paused_until
  lane.paused_until = max(lane.paused_until, now + pause(retry_after))
  if not in_pause then
    lane.f_pace = max(LEAST_PACE, lane.f_pace / 2)
    lane.f_pace_at = now
  end
  lane.probe = WANTED
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
function feedback.look(lane, now)
  if lane.probe == OUT and now - lane.probe_at >= PROBE and now >= lane.paused_until then
    lane.probe = WANTED
  end
end

-- Microseconds for which nothing may be sent.
function feedback.closed_for(lane, now)
  if now < lane.paused_until then
    return lane.paused_until - now
  end
  return lane.probe == OUT and lane.probe_at + PROBE - now or 0
end

-- Microseconds for which no submit may be sent because of the slots.
function feedback.slots_closed_for(now)
  return max(0, S.slots_paused_until - now)
end

-- Whether only a single request may go.
function feedback.probing(lane, now)
  return lane.probe == WANTED and now >= lane.paused_until
end

function feedback.probe_sent(lane, id, now)
  lane.probe, lane.probe_at, lane.probe_id = OUT, now, id
end

function feedback.ended(lane, id)
  if lane.probe == OUT and lane.probe_id == id then
    lane.probe = NONE
  end
end

function feedback.never_sent(lane, id)
  if lane.probe == OUT and lane.probe_id == id then
    lane.probe = WANTED
  end
end

-- The part of R that is used now; its window in microseconds.
function feedback.pace(lane, window, now)
  local recovery = window / 10
  while lane.f_pace < 1 and now - lane.f_pace_at >= recovery do
    lane.f_pace = min(1, lane.f_pace + PACE_STEP)
    lane.f_pace_at = lane.f_pace_at + recovery
  end
  return lane.f_pace
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
