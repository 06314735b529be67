-- One call of a replica: the frame, then its operations in their order, then the answer.
--
-- KEYS: see base.lua. ARGV: replica, deadline, asserted, told, cursor, digest, lag, then each
-- operation: name, number of its arguments, arguments; see decision 12 for all of them.
-- Result: 'late' and Redis time, nothing else done; or 'ok', Redis time, ledger time, generation,
-- sequence number, drain interval, microseconds until slots are granted, what is wanted (words:
-- plan, assert, more), whether plans disagree, slots that ended by their hold, the new cursor, what
-- changed (slot, and the lease as LEASE keeps it, see slots.lua; or slot and E), and an answer for each
-- operation.
-- Cost: O(claims * contenders) and O(log n) in leases and replicas.

local operations, bare, reports = (function()

local operations = {}

function operations.admit(arguments, header, now)
  local claims = {}
  for i = 1, #arguments, 5 do
    claims[#claims + 1] = { id = arguments[i], team = arguments[i + 1], need = arguments[i + 2],
      last = arguments[i + 3] == '1', purpose = arguments[i + 4] }
  end
  return admit.decide(claims, header.replica, now)
end

function operations.settle(arguments, _, now)
  return admit.settle(arguments[1], arguments[2], tonumber(arguments[3]), now) and '1' or '0'
end

function operations.bind(arguments, header, now)
  admit.begin(now)
  local bound = slots.bind(arguments[1], arguments[2], now + tonumber(arguments[3]), arguments[4],
    header.replica)
  return bound and '1' or '0'
end

function operations.release(arguments, _, now)
  admit.begin(now)
  return slots.release(arguments[1], now) and '1' or '0'
end

local function listed(found, now)
  local answer = {}
  for _, each in ipairs(found) do
    local last = #answer
    answer[last + 1], answer[last + 2], answer[last + 3] = each.slot, each.lease.team, each.lease.task
    answer[last + 4], answer[last + 5] = each.lease.details, text(now - each.lease.granted)
  end
  return answer
end

function operations.due(arguments, header, now)
  admit.begin(now)
  return listed(slots.due(tonumber(arguments[1]), header.replica, now), now)
end

function operations.lapsed(arguments, _, now)
  admit.begin(now)
  return listed(slots.lapsed(tonumber(arguments[1]), now), now)
end

function operations.reschedule(arguments, header, now)
  admit.begin(now)
  return slots.reschedule(arguments[1], now + tonumber(arguments[2]), header.replica) and '1' or '0'
end

function operations.hasten(arguments, _, now)
  admit.begin(now)
  return slots.hasten(arguments[1], now + tonumber(arguments[2]), now) and '1' or '0'
end

function operations.refused(arguments, _, now)
  admit.refused(tonumber(arguments[1]), arguments[2] == '1', now)
  return '1'
end

function operations.view(_, _, now)
  return admit.view(now)
end

-- What is reported waits until the caller has told all that it holds: a lease that was lost would be
-- missed otherwise (law G2).
local REPORTS = { settle = true, bind = true, release = true, reschedule = true, hasten = true }

-- These do not need a plan.

local bare = {}

function bare.plan(arguments, header)
  plan.announce(header.digest, arguments)
  frame.digests = true
  return '1'
end

function bare.bye(_, header)
  frame.bye({ header.replica })
  return '1'
end

bare['assert'] = function(arguments, header, now)
  return text(frame.assert_leases(arguments, header, now))
end

return operations, bare, REPORTS

end)()

local function each_operation(act)
  local at, index = 8, 0
  while ARGV[at] do
    local name, size = ARGV[at], tonumber(ARGV[at + 1])
    index = index + 1
    act(index, name, at + 2, at + 1 + size)
    at = at + 2 + size
  end
end

local function arguments_of(from, to)
  local arguments = {}
  for i = from, to do
    arguments[#arguments + 1] = ARGV[i]
  end
  return arguments
end

local function words(header, more)
  local wanted = {}
  if S.digest == '-' or call('HEXISTS', PLANS, header.digest) == 0 then
    wanted[#wanted + 1] = 'plan'
  end
  if header.asserted ~= S.gen and not header.assertedNow then
    wanted[#wanted + 1] = 'assert'
  end
  if more then
    wanted[#wanted + 1] = 'more'
  end
  return table.concat(wanted, ' ')
end

local redis_time = redis_now()
local header = { replica = ARGV[1], deadline = tonumber(ARGV[2]), asserted = tonumber(ARGV[3]),
  told = tonumber(ARGV[4]), cursor = tonumber(ARGV[5]), digest = ARGV[6], lag = tonumber(ARGV[7]) }
if header.deadline > 0 and redis_time > header.deadline then
  return { 'late', text(redis_time) }
end

-- Redis refuses a program for want of memory until its first write: one that needs none goes first, so
-- that the ledger goes on (law G6).
call('HDEL', DIGEST, '')
local now = frame.enter(redis_time, header)
frame.beat(header, now)
local answers = {}
each_operation(function(index, name, from, to)
  if name == 'plan' then
    answers[index] = bare.plan(arguments_of(from, to), header)
  end
end)
local open = frame.open(now)
each_operation(function(index, name, from, to)
  if name == 'plan' then
    return
  elseif bare[name] then
    answers[index] = open and bare[name](arguments_of(from, to), header, now) or ''
  elseif open and (not reports[name] or header.assertedNow or header.asserted == S.gen) then
    answers[index] = operations[name](arguments_of(from, to), header, now)
  else
    answers[index] = ''
  end
end)
local cursor, changes, more = frame.changes(header.cursor)
local recovers = text(max(0, S.quarantine - now))
local wanted, expired = words(header, more), S.expired
S.expired = nil
guard.save()
lanes.save()
save_state()
return { 'ok', text(redis_time), text(now), text(S.gen), text(S.seq), text(frame.drain()), recovers,
  wanted, text(S.disagree), text(expired), text(cursor), changes, answers }
