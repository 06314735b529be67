-- Who counts where (law L10): where some windows count only creates or only reads, the gateway's own
-- checks have a lane of their own; else there is one lane for everybody, that of the creates. Each has
-- its windows (guard.lua) and its own feedback.
-- In GUARD, where the lanes are apart: 'r' -> 'flight f_pace f_pace_at paused_until probe probe_at
-- probe_id', of the reads.

do

local WATCH = '_watch'
local UNBOUNDED = 1000000
local NO_WINDOW = 60000000

-- Whether this client goes by the lane of reads.
function lanes.is_reader(team)
  return plan.apart and team == WATCH
end

local function new_reads()
  return { flight = 0, f_pace = 1, f_pace_at = 0, paused_until = 0, probe = 0, probe_at = 0,
    probe_id = '' }
end

-- Reads the state of the reads.
function lanes.open()
  local reads = new_reads()
  lanes.reads = reads
  if plan.apart then
    lanes.packed = call('HGET', GUARD, 'r')
    if lanes.packed then
      local flight, pace, pace_at, paused, probe, probe_at, id =
        string.match(lanes.packed, '(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)')
      reads.flight, reads.f_pace, reads.f_pace_at = tonumber(flight), tonumber(pace), tonumber(pace_at)
      reads.paused_until, reads.probe = tonumber(paused), tonumber(probe)
      reads.probe_at, reads.probe_id = tonumber(probe_at), id
    end
  end
end

-- Another plan counts from now on: what is under way is counted anew, by its lanes. was_apart: reads
-- had a lane of their own until now.
function lanes.change(was_apart)
  if not (was_apart and plan.apart) then
    lanes.reads = new_reads()
  end
  lanes.packed = nil
  S.g_flight, lanes.reads.flight = 0, 0
  for _, packed in pairs(hash(FLIGHT)) do
    if lanes.is_reader(string.match(packed, '%S+ %d %S+ (%S+)')) then
      lanes.reads.flight = lanes.reads.flight + 1
    else
      S.g_flight = S.g_flight + 1
    end
  end
end

function lanes.save()
  if not (plan.apart and lanes.reads) then
    return
  end
  local reads = lanes.reads
  local packed = table.concat({ text(reads.flight), text(reads.f_pace), text(reads.f_pace_at),
    text(reads.paused_until), text(reads.probe), text(reads.probe_at), reads.probe_id }, ' ')
  if packed ~= lanes.packed then
    call('HSET', GUARD, 'r', packed)
  end
end

local function lane_of(team)
  if lanes.is_reader(team) then
    return lanes.reads, guard.reads
  end
  return S, guard.creates
end

local function add(lane, more)
  if lane == S then
    S.g_flight = S.g_flight + more
  else
    lane.flight = lane.flight + more
  end
end

function lanes.granted(id, team, now)
  local lane = lane_of(team)
  add(lane, 1)
  if feedback.probing(lane, now) then
    feedback.probe_sent(lane, id, now)
  end
end

-- It was sent, and has been answered or has failed.
function lanes.ended(id, team, now)
  local lane, windows = lane_of(team)
  add(lane, -1)
  guard.answered(windows, now)
  feedback.ended(lane, id)
end

-- It never left.
function lanes.cancelled(id, team)
  local lane = lane_of(team)
  add(lane, -1)
  feedback.never_sent(lane, id)
end

-- The pace recovers by the slowest of the windows, as in the ledger in memory.
local function reads_pace(now)
  local slowest
  for _, window in ipairs(guard.reads) do
    if not slowest or window.limit / window.length < slowest.limit / slowest.length then
      slowest = window
    end
  end
  return feedback.pace(lanes.reads, slowest and slowest.length or NO_WINDOW, now)
end

-- Moves the reads on to this moment, so that what is learned next does not depend on who looked last.
function lanes.look(now)
  if plan.apart then
    feedback.look(lanes.reads, now)
    reads_pace(now)
  end
end

-- Reads that may go now.
function lanes.reads_room(now)
  if feedback.closed_for(lanes.reads, now) > 0 then
    return 0
  end
  return max(0, guard.room_of_all(guard.reads, reads_pace(now), UNBOUNDED, now))
end

-- Nanoseconds until so many more reads may go.
function lanes.until_reads_ns(more, now)
  return guard.until_room_for_ns(guard.reads, more, reads_pace(now), now)
end

end
