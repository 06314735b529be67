-- What surrounds the operations of a call: time, generations, heartbeats, the plan in force, what
-- changed since the caller heard last (laws L7, G1, G2).

local frame = (function()

local frame = {}

local STEP_BACK, SILENCE = 2000000, 3000000
local HEARTBEAT = 3000000

-- Nobody at all called for so long: it is Redis that stood still, and everybody has time to call.
local LONG = 1000000
local QUARANTINE = 3000000

-- The key's bucket is to be emptied as soon as there is a plan.
local NEVER = -1

local PAGE = 200
local LEAST_DRAIN, DRAIN_EACH = 50000, 2000

local function run_id()
  return string.match(call('INFO', 'server'), 'run_id:(%x+)') or '-'
end

local function even(number)
  return number - number % 2
end

local function new_book(redis)
  S = { run = '-', digest = '-', probe_id = '', pace = 1, f_pace = 1, slot_part = 1,
    mean_held_ns = 30 * SECOND_NS, mean_flight_ns = 250000000, s_a = NEVER,
    seen = redis, seq = redis, change = even(redis), floor = even(redis) }
  for i = 1, FIRST_WORD - 1 do
    S[FIGURES[i]] = S[FIGURES[i]] or 0
  end
  for _, key in ipairs({ RATE, VIRTUAL, GUARD, FLIGHT, LEASE, COUNT, AWAY, DEMAND }) do
    call('HSET', key, '', PAD)
  end
end

-- Leases may have been lost: no slot is granted until every replica has told what it holds. Another
-- server grants nothing while the old one may not have stopped (law G4).
local function new_generation(redis, run, told, lag)
  if S.run ~= run then
    S.closed = S.now + lag
  end
  S.gen = max(S.gen + 1, redis)
  S.seq = max(S.seq, told, redis)
  S.run = run
  S.change = max(S.change, even(redis))
  S.quarantine = S.now + max(QUARANTINE, lag)
  S.cold = S.now
  S.sweep, S.fill = 1, 1
  S.s_a = NEVER
  call('DEL', BEAT, DIGEST)
end

-- Begins a call: the book is read, time moved on, and the generation settled.
function frame.enter(redis, header)
  load_state()
  local run, missing = run_id(), S == nil
  if missing then
    new_book(redis)
  end
  S.expired = 0
  local passed = redis - S.seen
  if passed < -STEP_BACK or passed > SILENCE then
    S.seen = redis
    S.s_a = NEVER
  elseif passed > 0 then
    S.seen = redis
    S.now = S.now + passed
  end
  if passed > LONG then
    S.grace = S.now + HEARTBEAT
  end
  if missing or S.run ~= run or header.told > S.seq then
    new_generation(redis, run, header.told, header.lag)
  end
  S.seq = S.seq + 1
  return S.now
end

-- The caller is alive, and others may not be.
function frame.beat(header, now)
  call('ZADD', BEAT, text(now), header.replica)
  if call('HGET', DIGEST, header.replica) ~= header.digest then
    call('HSET', DIGEST, header.replica, header.digest)
    frame.digests = true
  end
  if now < S.grace then
    return
  end
  local gone = call('ZRANGEBYSCORE', BEAT, '-inf', '(' .. text(now - HEARTBEAT))
  if #gone > 0 then
    frame.bye(gone)
  end
end

-- These replicas are gone.
function frame.bye(replicas)
  call('ZREM', BEAT, unpack(replicas))
  call('HDEL', DIGEST, unpack(replicas))
  S.rechoose, S.sweep = 1, 1
end

-- The parts of the book that every operation needs, by the plan in force.
local function look(now)
  lanes.open()
  guard.open(now)
  demand.interval = frame.drain()
  if S.s_a == NEVER then
    demand.clear()
    book.clear()
    rate.empty(now)
  else
    demand.load(now)
    rate.load(now)
  end
  feedback.look(S, now)
  lanes.look(now)
  flights.lose_long(now)
end

-- Another plan counts from now on, with all that is known (law L11).
local function change(chosen, now)
  look(now)
  admit.begin(now)
  local was_exact, was_apart, teams, logs = plan.exact, plan.apart, plan.teams(), guard.logs(now)
  rate.leave(now)
  plan.put(chosen)
  plan.load()
  local gone = {}
  for _, team in ipairs(teams) do
    if not plan.names(team) then
      gone[#gone + 1] = team
    end
  end
  demand.interval = frame.drain()
  lanes.change(was_apart)
  guard.change(logs, now)
  demand.change(gone)
  book.change(gone)
  rate.change(was_exact, gone, now)
  count.sum()
end

-- The plan in force, and what follows from it. False where no plan has been announced yet.
function frame.open(now)
  local chosen = (frame.digests or S.rechoose == 1) and plan.choose()
  S.rechoose = 0
  local known = plan.load()
  if known and chosen then
    change(chosen, now)
  elseif known then
    look(now)
  elseif chosen then
    plan.put(chosen)
    plan.load()
    S.fill, S.s_a = 1, NEVER
    look(now)
    count.sum()
  else
    return false
  end
  if S.sweep == 1 and now >= S.quarantine then
    S.sweep = 0
    flights.lose_orphans(now)
    slots.void_claims(now)
  end
  return true
end

-- The interval at which waiting rooms ask again.
function frame.drain()
  return max(plan.drain or LEAST_DRAIN, call('ZCARD', BEAT) * DRAIN_EACH)
end

-- A lease that is there already is brought on to what the caller knows: its state goes from G to U to
-- B only.
local function bring_on(slot, state, left, owner, task, details, now)
  if state == 'B' then
    slots.bind(slot, task, now + left, details, owner)
  elseif state == 'U' then
    slots.keep_unknown(slot, now + left)
  end
end

-- Takes over what a replica says it holds; what has ended stays so.
function frame.assert_leases(arguments, header, now)
  local new = 0
  for i = 2, #arguments, 8 do
    local slot, age, left = arguments[i], tonumber(arguments[i + 3]), tonumber(arguments[i + 4])
    local state = arguments[i + 2]
    if slots.find(slot) then
      bring_on(slot, state, left, arguments[i + 5], arguments[i + 6], arguments[i + 7], now)
    elseif not slots.spent(slot) then
      slots.insert(slot, { state = state, team = arguments[i + 1], granted = now - age,
        ends = state == 'B' and 0 or now + left, next = state == 'B' and now + left or 0,
        claimed = false, owner = arguments[i + 5], task = arguments[i + 6],
        details = arguments[i + 7] })
      new = new + 1
    end
  end
  if arguments[1] == '1' then
    header.assertedNow = true
    if header.asserted > 0 and header.asserted ~= S.gen then
      S.cold = -1
    end
  end
  return new
end

-- What changed after the caller's cursor, a page of it: the new cursor, the leases, and whether there
-- is more. A caller that knows nothing reads all from the start; until it has come to the end its
-- cursor is odd, changes having even numbers, and it is told what ends between two pages. One that
-- heard last of a change that is forgotten is sent back to the start. Every change is told to every
-- replica, so leases are told as they are kept: reading them is left to the caller.
function frame.changes(cursor)
  local changes = {}
  if cursor == S.change then
    return cursor, changes, false
  end
  local reading = cursor % 2 == 1
  if cursor > 0 and not reading and cursor < S.floor then
    return 0, changes, true
  end
  local all = reading or cursor == 0
  local from = reading and cursor - 1 or cursor
  local names = call('ZRANGEBYSCORE', LOG, '(' .. text(from), '+inf', 'LIMIT', 0, PAGE)
  local kept = #names > 0 and call('HMGET', LEASE, unpack(names)) or names
  for i, lease in ipairs(kept) do
    if lease or cursor > 0 then
      changes[#changes + 1] = { names[i], lease or 'E' }
    end
  end
  if #names < PAGE then
    return S.change, changes, false
  end
  from = tonumber(call('ZSCORE', LOG, names[PAGE]))
  return all and from + 1 or from, changes, true
end

return frame

end)()
