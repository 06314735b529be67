-- Who holds which slot (laws S1 to S7). A lease is G (granted) until it is settled, B (bound)
-- until it is released, or U (unknown) until its hold is over.
-- In LEASE: 'state granted end next claimed team owner length task details', the task being that
-- many bytes long.

local slots, count = (function()

local slots = {}

local CLAIM = 60000000
local REMEMBERED = 20000
local MOST_LAPSED = 20000
local MINUTE = 60000000
local TAKE_OVER = 2000000

-- What each team has: u slots in use, k of them unknown, a submits under way in time, l overdue.
local count = { known = {} }

-- Reads what these teams have, in one step.
function count.want(teams)
  local names, missing = {}, {}
  for _, team in ipairs(teams) do
    if not count.known[team] then
      count.known[team] = { u = 0, k = 0, a = 0, l = 0 }
      missing[#missing + 1] = team
      local last = #names
      names[last + 1], names[last + 2] = 'u' .. team, 'k' .. team
      names[last + 3], names[last + 4] = 'a' .. team, 'l' .. team
    end
  end
  if #missing == 0 then
    return
  end
  local found = call('HMGET', COUNT, unpack(names))
  for i, team in ipairs(missing) do
    local of, last = count.known[team], 4 * i - 4
    of.u, of.k = tonumber(found[last + 1] or 0), tonumber(found[last + 2] or 0)
    of.a, of.l = tonumber(found[last + 3] or 0), tonumber(found[last + 4] or 0)
  end
end

local function read_counts(team)
  count.want({ team })
  return count.known[team]
end

function count.of(what, team)
  return (count.known[team] or read_counts(team))[what]
end

-- Slots kept free for a team while nobody else's are lowered.
local function kept_free(team, used)
  local share = plan.slots_of(team)
  return share.tasks > 0 and max(0, share.kept - used) or 0
end

function count.add(what, team, more)
  local of = count.known[team] or read_counts(team)
  local before = of[what]
  local now = max(0, before + more)
  of[what] = now
  if now > 0 then
    call('HSET', COUNT, what .. team, text(now))
  else
    call('HDEL', COUNT, what .. team)
  end
  if what == 'u' then
    S.kept_free = S.kept_free + kept_free(team, now) - kept_free(team, before)
    if (before > 0) ~= (now > 0) then
      S.users_parts = S.users_parts + (now > 0 and 1 or -1) * plan.share(team).parts
    end
  end
end

-- Slots in use by team.
function count.users()
  local users = {}
  for name, used in pairs(hash(COUNT)) do
    if string.sub(name, 1, 1) == 'u' then
      users[string.sub(name, 2)] = tonumber(used)
    end
  end
  return users
end

-- Sums up anew what another plan changes.
function count.sum()
  S.kept_free, S.users_parts = 0, 0
  local users = count.users()
  for _, team in ipairs(plan.guaranteed()) do
    S.kept_free = S.kept_free + kept_free(team, users[team] or 0)
  end
  for team in pairs(users) do
    S.users_parts = S.users_parts + plan.share(team).parts
  end
end

local function pack(lease)
  return table.concat({ lease.state, text(lease.granted), text(lease.ends), text(lease.next),
    lease.claimed and '1' or '0', lease.team, lease.owner, #lease.task, lease.task .. lease.details },
    ' ')
end

local function unpacked(packed)
  local state, granted, ends, nextCheck, claimed, team, owner, length, rest =
    string.match(packed, '^(%a) (%S+) (%S+) (%S+) (%d) (%S+) (%S+) (%d+) (.*)$')
  length = tonumber(length)
  return { state = state, granted = tonumber(granted), ends = tonumber(ends),
    next = tonumber(nextCheck), claimed = claimed == '1', team = team, owner = owner,
    task = string.sub(rest, 1, length), details = string.sub(rest, length + 1) }
end

-- A lease; nil where the slot is nobody's.
function slots.find(slot)
  local packed = call('HGET', LEASE, slot)
  return packed and unpacked(packed) or nil
end

-- Writes a lease, and that it has changed.
local function write(slot, lease)
  call('HSET', LEASE, slot, pack(lease))
  S.change = S.change + 2
  call('ZADD', LOG, text(S.change), slot)
end

local function by_name(slot, lease)
  return lease.team .. ' ' .. sortable(lease.granted) .. ' ' .. slot
end

local function ends_by_name(slot, lease)
  return lease.team .. ' ' .. sortable(lease.ends) .. ' ' .. slot
end

local function will_end(slot, lease)
  call('ZADD', END, text(lease.ends), slot)
  slots.first_end = slots.first_end and min(slots.first_end, lease.ends)
end

-- Puts a lease into the book that is not there.
function slots.insert(slot, lease)
  write(slot, lease)
  call('ZADD', BORN, text(lease.granted), slot)
  call('ZADD', BORNBY, 0, by_name(slot, lease))
  S.in_use = S.in_use + 1
  count.add('u', lease.team, 1)
  if lease.state == 'B' then
    call('ZADD', CHECK, text(lease.next), slot)
  else
    will_end(slot, lease)
  end
  if lease.state == 'U' then
    count.add('k', lease.team, 1)
    call('ZADD', UNKNOWN, 0, ends_by_name(slot, lease))
  end
end

function slots.open(claim, owner, now)
  slots.insert(claim.id, { state = 'G', granted = now, ends = now + plan.longest, next = 0,
    claimed = false, team = claim.team, owner = owner, task = '', details = claim.purpose })
end

function slots.holds_granted(slot)
  local lease = slots.find(slot)
  return lease ~= nil and lease.state == 'G'
end

-- Whether it is held for a submit of which no task is known, under way or lost sight of.
function slots.holds_unbound(slot)
  local lease = slots.find(slot)
  return lease ~= nil and lease.state ~= 'B'
end

-- Whether this id was used before, so that it must not be inserted again (law S4).
function slots.spent(slot)
  return call('HEXISTS', LEASE, slot) == 1 or call('ZSCORE', ENDED, slot) ~= false
end

local function leave(slot, lease)
  if lease.state == 'B' then
    call('ZREM', CHECK, slot)
    return
  end
  call('ZREM', END, slot)
  if lease.state == 'U' then
    count.add('k', lease.team, -1)
    call('ZREM', UNKNOWN, ends_by_name(slot, lease))
  end
end

function slots.bind(slot, task, next_check, details, owner)
  local lease = slots.find(slot)
  if not lease or lease.state == 'B' then
    return lease ~= nil and lease.task == task
  end
  leave(slot, lease)
  lease.state, lease.task, lease.details = 'B', task, details
  lease.next, lease.claimed, lease.owner = next_check, false, owner
  call('ZADD', CHECK, text(next_check), slot)
  write(slot, lease)
  return true
end

-- Keeps a granted lease although its outcome is unknown.
function slots.keep_unknown(slot, ends)
  local lease = slots.find(slot)
  if not lease or lease.state ~= 'G' then
    return
  end
  leave(slot, lease)
  lease.state, lease.ends = 'U', ends
  will_end(slot, lease)
  count.add('k', lease.team, 1)
  call('ZADD', UNKNOWN, 0, ends_by_name(slot, lease))
  write(slot, lease)
end

-- Remembers that a slot is over, and forgets the oldest of those.
local function remember(slot, now)
  if call('ZADD', ENDED, 'NX', text(now), slot) == 1 then
    local beyond = call('ZCARD', ENDED) - REMEMBERED
    if beyond > 0 then
      local old = call('ZRANGE', ENDED, 0, beyond - 1)
      for _, each in ipairs(old) do
        local changed = call('ZSCORE', LOG, each)
        if changed then
          S.floor = max(S.floor, tonumber(changed))
          call('ZREM', LOG, each)
        end
      end
      call('ZREM', ENDED, unpack(old))
    end
  end
end

-- Frees a slot in any state; false where nobody holds it.
function slots.release(slot, now)
  local lease = slots.find(slot)
  remember(slot, now)
  if not lease then
    call('HDEL', LAPSED, slot)
    call('ZREM', LAPSEDTIME, slot)
    return false
  end
  if lease.state == 'B' then
    S.mean_held_ns = S.mean_held_ns + 0.05 * ((now - lease.granted) * 1000 - S.mean_held_ns)
  end
  leave(slot, lease)
  call('HDEL', LEASE, slot)
  call('ZREM', BORN, slot)
  call('ZREM', BORNBY, by_name(slot, lease))
  S.in_use = S.in_use - 1
  count.add('u', lease.team, -1)
  S.change = S.change + 2
  call('ZADD', LOG, text(S.change), slot)
  return true
end

-- A lease ended by its hold: that is kept until somebody has taken note, of the newest.
local function lapse(slot, lease, now)
  call('HSET', LAPSED, slot, pack(lease))
  call('ZADD', LAPSEDTIME, text(now), slot)
  local beyond = call('ZCARD', LAPSEDTIME) - MOST_LAPSED
  if beyond > 0 then
    call('HDEL', LAPSED, unpack(call('ZRANGE', LAPSEDTIME, 0, beyond - 1)))
    call('ZREMRANGEBYRANK', LAPSEDTIME, 0, beyond - 1)
  end
end

-- Leases that ended by their hold, claimed for a minute.
function slots.lapsed(most, now)
  local lapsed = {}
  for _, slot in ipairs(call('ZRANGEBYSCORE', LAPSEDTIME, '-inf', text(now), 'LIMIT', 0, most)) do
    local packed = call('HGET', LAPSED, slot)
    if packed then
      call('ZADD', LAPSEDTIME, text(now + CLAIM), slot)
      lapsed[#lapsed + 1] = { slot = slot, lease = unpacked(packed) }
    else
      call('ZREM', LAPSEDTIME, slot)
    end
  end
  return lapsed
end

-- Ends what is over; says how many slots ended by their hold. Granted ones become unknown.
function slots.expire(now)
  local expired = 0
  if slots.first_end == nil then
    local first = call('ZRANGE', END, 0, 0, 'WITHSCORES')
    slots.first_end = first[2] and tonumber(first[2]) or INFINITE
  end
  while slots.first_end <= now do
    local first = call('ZRANGE', END, 0, 0, 'WITHSCORES')
    slots.first_end = first[2] and tonumber(first[2]) or INFINITE
    if slots.first_end <= now then
      local slot = first[1]
      local lease = slots.find(slot)
      if not lease then
        call('ZREM', END, slot)
      elseif lease.state == 'G' then
        slots.keep_unknown(slot, now + plan.hold)
      else
        lapse(slot, lease, now)
        slots.release(slot, now)
        expired = expired + 1
      end
    end
  end
  return expired
end

-- Bound leases that are due, longest overdue first, claimed for a minute. Those of the caller; of
-- another replica where that one is late or gone, and then they are the caller's (law S5).
function slots.due(most, owner, now)
  local due = {}
  local first = call('ZRANGEBYSCORE', CHECK, '-inf', text(now), 'WITHSCORES', 'LIMIT', 0, most + 200)
  for i = 1, #first, 2 do
    if #due >= most then
      break
    end
    local slot, since = first[i], tonumber(first[i + 1])
    local lease = slots.find(slot)
    if lease and (lease.owner == owner or now - since >= TAKE_OVER
        or not call('ZSCORE', BEAT, lease.owner)) then
      lease.next, lease.claimed = now + CLAIM, true
      call('ZADD', CHECK, text(lease.next), slot)
      if lease.owner ~= owner then
        lease.owner = owner
        write(slot, lease)
      else
        call('HSET', LEASE, slot, pack(lease))
      end
      due[#due + 1] = { slot = slot, lease = lease }
    end
  end
  return due
end

-- Sets the next check, for the lease's owner only: another has taken it over meanwhile.
function slots.reschedule(slot, next_check, owner)
  local lease = slots.find(slot)
  if not lease or lease.state ~= 'B' or lease.owner ~= owner then
    return false
  end
  lease.next, lease.claimed = next_check, false
  call('ZADD', CHECK, text(next_check), slot)
  call('HSET', LEASE, slot, pack(lease))
  return true
end

-- What replicas have claimed that are gone is due at once (law S5). Cost: O(n) in leases.
function slots.void_claims(now)
  local later = call('ZRANGEBYSCORE', CHECK, '(' .. text(now), text(now + CLAIM))
  for _, slot in ipairs(later) do
    local lease = slots.find(slot)
    if lease and lease.claimed and not call('ZSCORE', BEAT, lease.owner) then
      slots.reschedule(slot, now, lease.owner)
    end
  end
end

-- Moves a check forward that nobody has claimed.
function slots.hasten(slot, next_check, now)
  local lease = slots.find(slot)
  if not lease or lease.state ~= 'B' or lease.claimed or lease.next <= next_check then
    return false
  end
  lease.next = max(now, next_check)
  call('ZADD', CHECK, text(lease.next), slot)
  call('HSET', LEASE, slot, pack(lease))
  return true
end

-- When the n-th of the oldest leases (of one team, or of all for an empty name) is likely to have
-- ended, nanoseconds; where there are fewer, the last of them.
function slots.likely_end_ns(team, nth, now)
  local slot
  nth = max(1, min(nth, team == '' and S.in_use or count.of('u', team)))
  if team == '' then
    slot = call('ZRANGE', BORN, nth - 1, nth - 1)[1]
  else
    local name = call('ZRANGEBYLEX', BORNBY, '[' .. team .. ' ', '(' .. team .. '!', 'LIMIT',
      nth - 1, 1)[1]
    slot = name and string.sub(name, #team + 19)
  end
  local lease = slot and slots.find(slot)
  if not lease then
    return now * 1000 + floor(S.mean_held_ns)
  end
  local likely = lease.state == 'U' and lease.ends * 1000
    or lease.granted * 1000 + floor(S.mean_held_ns)
  return max(likely, now * 1000 + floor(S.mean_held_ns / max(1, S.in_use)))
end

-- When the n-th of the team's unknown holds is over, nanoseconds; nil where it has fewer.
function slots.unknown_end_ns(team, nth)
  local name = call('ZRANGEBYLEX', UNKNOWN, '[' .. team .. ' ', '(' .. team .. '!', 'LIMIT',
    nth - 1, 1)[1]
  return name and tonumber(string.sub(name, #team + 2, #team + 17)) * 1000 or nil
end

return slots, count

end)()
