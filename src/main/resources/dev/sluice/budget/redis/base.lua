-- The book of one upstream key: its keys, and the figures that every call needs.
--
-- KEYS, all of one hash tag, in this order:
--    1 state    string  the figures below
--    2 plan     hash    '@' the plan in force, 'guaranteed', and a field for each team (plan.lua)
--    3 plans    hash    digest -> a plan that a replica has announced
--    4 digest   hash    replica -> digest of its plan
--    5 beat     zset    replica -> when it called last
--    6 rate     hash    team -> its guarantee bucket (rate.lua)
--    7 fill     zset    team -> when its guarantee bucket will be full
--    8 virtual  hash    team -> V, what it has had of idle tokens, by weight
--    9 guard    hash    slice of a window -> requests answered in it (guard.lua), and of the lane of
--                       reads its state (lanes.lua)
--   10 flight   hash    grant -> a request that is under way (flights.lua)
--   11 flown    zset    grant -> when it was granted
--   12 lease    hash    slot -> who holds it (slots.lua)
--   13 born     zset    slot -> when it was granted
--   14 bornby   zset    '<team> <granted> <slot>', by name
--   15 check    zset    slot -> when its task is to be looked at
--   16 end      zset    slot -> when a grant that nobody settles, or a hold, is over
--   17 unknown  zset    '<team> <end> <slot>', by name
--   18 ended    zset    slot that is over -> when it ended
--   19 count    hash    '<what><team>' -> slots in use (u), unknown (k), under way (a), overdue (l)
--   20 away     hash    slot -> a submit that is under way (overdue.lua)
--   21 awaytime zset    slot -> since when, those that are in time
--   22 demand   hash    '<need><team>' -> who wants something (demand.lua)
--   23 book     hash    '<need><team>' -> what was promised (demand.lua)
--   24 log      zset    slot -> number of its last change (frame.lua)
--   25 queue_t  zset    team that wants a token -> its V (demand.lua)
--   26 queue_s  zset    team that wants a token and a slot -> its V
--   27 lapse    zset    '<need><team>' -> until when it wants something
--   28 lapsed   hash    slot that ended by its hold -> its lease, until somebody has taken note
--   29 lapsedtime  zset the same slots -> from when on each can be claimed
--
-- Each file of a rule is a function that is called at once: what it names of its own stays its own,
-- and Lua finds what it uses of others sooner.
--
-- All times are ledger time in microseconds unless a name ends in _ns; tokens are counted in
-- thousandths. Numbers are kept as text that gives the same double again.

local STATE, PLAN, PLANS, DIGEST, BEAT = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local RATE, FILL, VIRTUAL, GUARD = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local FLIGHT, FLOWN, LEASE, BORN, BORNBY = KEYS[10], KEYS[11], KEYS[12], KEYS[13], KEYS[14]
local CHECK, END, UNKNOWN, ENDED, COUNT = KEYS[15], KEYS[16], KEYS[17], KEYS[18], KEYS[19]
local AWAY, AWAYTIME, DEMAND, BOOK, LOG = KEYS[20], KEYS[21], KEYS[22], KEYS[23], KEYS[24]
local QUEUE_T, QUEUE_S, LAPSE = KEYS[25], KEYS[26], KEYS[27]
local LAPSED, LAPSEDTIME = KEYS[28], KEYS[29]

local call, floor, max, min = redis.call, math.floor, math.max, math.min
local INFINITE = math.huge
local SECOND_NS = 1000000000
local UNIT = 1000

-- A number as text that reads back as the same double.
local function text(number)
  if number == floor(number) and number < 1e15 and number > -1e15 then
    return string.format('%.0f', number)
  end
  return string.format('%.17g', number)
end

-- Text that sorts by name as the number does by size.
local function sortable(number)
  return string.format('%016.0f', number)
end

-- The figures, in the order in which they are kept, and what each is in a new book; nil where there
-- is no book yet. Words must not have blanks, but for the last.
local FIGURES = {
  'gen', 'seq', 'seen', 'now', 'quarantine', 'cold', 'change', 'floor', 'disagree', 'slot_cap',
  'sweep', 's_t', 's_e', 's_a', 'p', 'p_slope', 'p_at', 'virtual_now', 'pace', 'g_slice',
  'g_answered', 'g_flight', 'f_pace', 'f_pace_at', 'slot_part', 'slot_part_at',
  'paused_until', 'slots_paused_until', 'probe', 'probe_at',
  'live_parts', 'slots_wanted', 'kept_free', 'users_parts', 'in_use', 'mean_held_ns',
  'mean_flight_ns', 'slice', 'closed', 'grace', 'rechoose', 'fill', 'run', 'digest', 'probe_id',
}
local FIRST_WORD = #FIGURES - 2
local MOST_CAPTURES = 30
local FIRST_HALF = string.rep('(%S+) ', MOST_CAPTURES) .. '(.*)'
local SECOND_HALF = string.rep('(%S+) ', #FIGURES - MOST_CAPTURES - 1) .. '(.*)'

local S, before, kept = nil, {}, {}

local function load_state()
  local packed = call('GET', STATE)
  if not packed then
    return
  end
  kept = { string.match(packed, FIRST_HALF) }
  local rest = { string.match(kept[MOST_CAPTURES + 1], SECOND_HALF) }
  for i = 1, #rest do
    kept[MOST_CAPTURES + i] = rest[i]
  end
  S = {}
  for i = 1, #FIGURES do
    before[i] = i < FIRST_WORD and tonumber(kept[i]) or kept[i]
    S[FIGURES[i]] = before[i]
  end
end

local function save_state()
  local all = {}
  for i = 1, #FIGURES do
    local value = S[FIGURES[i]]
    all[i] = value == before[i] and kept[i] or i < FIRST_WORD and text(value) or value
  end
  call('SET', STATE, table.concat(all, ' '))
end

-- Redis keeps a small hash in one piece and reads it from the start for each field. A field this
-- long keeps it from doing so; its name is empty.
local PAD = string.rep('-', 65)

local function clear(key)
  call('DEL', key)
  call('HSET', key, '', PAD)
end

-- What counts in which lane (lanes.lua); known here, since others need it sooner.
local lanes = {}

-- Reads a hash as a table.
local function hash(key)
  local fields, all = call('HGETALL', key), {}
  for i = 1, #fields, 2 do
    all[fields[i]] = fields[i + 1]
  end
  all[''] = nil
  return all
end
