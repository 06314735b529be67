-- The rate (laws L3 to L6): S tokens for the key, G for each guarantee, V for what is idle.
--
-- A bucket is t (thousandths of a token), e (what is left of the last division) and a (when it was
-- refilled last); it refills n thousandths in p microseconds, up to cap. The same whole numbers as
-- Bucket4j's, so that the ledger in memory agrees in every decision. S >= sum of G always. Of an exact
-- log (law L10) S is its room instead, and may be less.
--
-- What all guarantees hold together is known by a bound (the class Guarantee), so that a call looks
-- at the buckets of its own teams only: p parts at p_at, p_slope more each microsecond, and FILL
-- tells when a bound has reached its bucket's capacity. In RATE: 't e a'.

local rate = (function()

local rate = { buckets = {}, virtuals = {}, packed = {} }

local PARTS = 1000000
local OVERFLOWING = 0.8
local EXACT = 9007199254740992

-- Sets the refill of a bucket.
local function refilled_by(bucket, per_second, period, pace)
  bucket.n = max(1, floor(per_second * pace * UNIT * period))
  bucket.p = period * 1000000
  bucket.slope = math.ceil(bucket.n / period)
  return bucket
end

local function refill(bucket, now)
  if now <= bucket.a then
    return
  end
  local elapsed = now - bucket.a
  bucket.a = now
  if bucket.t >= bucket.cap then
    return
  end
  local total = elapsed * bucket.n + bucket.e
  local more = floor(total / bucket.p)
  if total >= EXACT or bucket.t + more >= bucket.cap then
    bucket.t, bucket.e = bucket.cap, 0
  else
    bucket.t, bucket.e = bucket.t + more, total - more * bucket.p
  end
end

local function add(bucket, thousandths)
  bucket.t = bucket.t + thousandths
  if bucket.t >= bucket.cap then
    bucket.t, bucket.e = bucket.cap, 0
  end
end

local function store_shared()
  S.s_t, S.s_e, S.s_a = rate.shared.t, rate.shared.e, rate.shared.a
end

local function bound(bucket)
  return min(bucket.t + 1, bucket.cap) * PARTS
end

-- Writes a bucket that is refilled to now, and lets its bound begin anew.
local function store(team, bucket)
  local most, full = bound(bucket), bucket.cap * PARTS
  local filling = most < full
  S.p = S.p + most - bucket.most
  if filling ~= bucket.filling then
    S.p_slope = S.p_slope + (filling and bucket.slope or -bucket.slope)
  end
  bucket.most, bucket.filling = most, filling
  call('HSET', RATE, team, text(bucket.t) .. ' ' .. text(bucket.e) .. ' ' .. text(bucket.a))
  if filling then
    call('ZADD', FILL, text(bucket.a + math.ceil((full - most) / bucket.slope)), team)
  else
    call('ZREM', FILL, team)
  end
end

local function new_shared()
  local shared = refilled_by({ t = 0, e = 0 }, plan.rate, plan.period_of(plan.rate), S.pace)
  shared.cap = plan.capacity_of(plan.burst)
  return shared
end

-- The team's guarantee bucket, refilled to now; nil where it has none.
local function own(team, now)
  local bucket = rate.buckets[team]
  if bucket == nil then
    local share = plan.share(team)
    bucket = false
    if share.perSecond > 0 then
      local packed = rate.packed[team] or call('HGET', RATE, team)
      bucket = refilled_by({ cap = share.cap }, share.perSecond, share.period, S.pace)
      if packed then
        local t, e, a = string.match(packed, '(%S+) (%S+) (%S+)')
        bucket.t, bucket.e, bucket.a = tonumber(t), tonumber(e), tonumber(a)
        bucket.most = bound(bucket) + bucket.slope * (now - bucket.a)
        bucket.filling = bucket.most < bucket.cap * PARTS
        bucket.most = min(bucket.most, bucket.cap * PARTS)
        refill(bucket, now)
      else
        bucket.t, bucket.e, bucket.a, bucket.most, bucket.filling = 0, 0, now, 0, false
      end
    end
    rate.buckets[team] = bucket
  end
  return bucket or nil
end

-- Reads S, and moves the bound of what is promised on to now.
function rate.load(now)
  local shared = new_shared()
  shared.t, shared.e, shared.a = S.s_t, S.s_e, S.s_a
  rate.shared = shared
  refill(shared, now)
  store_shared()
  S.p, S.p_at = S.p + S.p_slope * (now - S.p_at), now
  for _, team in ipairs(call('ZRANGEBYSCORE', FILL, '-inf', text(now))) do
    local packed = call('HGET', RATE, team)
    local t, a = string.match(packed, '(%S+) %S+ (%S+)')
    local bucket = own(team, now)
    local most = min(tonumber(t) + 1, bucket.cap) * PARTS + bucket.slope * (now - tonumber(a))
    S.p = S.p - (most - bucket.cap * PARTS)
    S.p_slope = S.p_slope - bucket.slope
    call('ZREM', FILL, team)
  end
end

-- Reads what is kept of these teams, in two steps.
function rate.want(teams)
  if #teams == 0 then
    return
  end
  local buckets, virtuals = call('HMGET', RATE, unpack(teams)), call('HMGET', VIRTUAL, unpack(teams))
  for i, team in ipairs(teams) do
    rate.packed[team] = buckets[i]
    rate.virtuals[team] = virtuals[i] and tonumber(virtuals[i]) or false
  end
end

-- Cold start (law L3): nothing anywhere.
function rate.empty(now)
  clear(RATE)
  call('DEL', FILL)
  rate.buckets, rate.packed = {}, {}
  S.p, S.p_slope, S.p_at = 0, 0, now
  rate.shared = new_shared()
  rate.shared.a = now
  store_shared()
  for _, team in ipairs(plan.promised()) do
    store(team, own(team, now))
  end
end

-- Another pace (law L8): tokens stay.
function rate.reshape(now, pace)
  for _, team in ipairs(plan.promised()) do
    own(team, now)
  end
  S.pace = pace
  rate.idleRate = nil
  refilled_by(rate.shared, plan.rate, plan.period_of(plan.rate), pace)
  call('DEL', FILL)
  S.p, S.p_slope, S.p_at = 0, 0, now
  for _, team in ipairs(plan.promised()) do
    local bucket, share = own(team, now), plan.share(team)
    refilled_by(bucket, share.perSecond, share.period, pace)
    bucket.most, bucket.filling = 0, false
    store(team, bucket)
  end
end

-- Brings every bucket up to now, before another plan counts.
function rate.leave(now)
  for _, team in ipairs(plan.promised()) do
    own(team, now)
  end
end

-- The bucket of one guarantee or of the key, by another plan: tokens stay as far as they fit, as
-- Bucket4j has it.
local function changed(bucket, per_second, period, cap)
  local before = bucket.p
  refilled_by(bucket, per_second, period, S.pace)
  bucket.cap = cap
  if bucket.t >= cap then
    bucket.t, bucket.e = cap, 0
  elseif before then
    bucket.e = min(floor(bucket.p / before) * bucket.e, bucket.p - 1)
  end
end

-- Another plan counts from now on (law L11): who had no bucket begins without a token, so S is not less
-- than all G on. A key that had no bucket of its own begins anew. was_exact: by the plan before.
function rate.change(was_exact, gone, now)
  rate.idleRate = nil
  for _, team in ipairs(gone) do
    rate.virtuals[team] = nil
    call('HDEL', VIRTUAL, team)
  end
  if was_exact and not plan.exact then
    rate.empty(now)
    return
  end
  local before = rate.buckets
  rate.buckets, rate.packed = {}, {}
  changed(rate.shared, plan.rate, plan.period_of(plan.rate), plan.capacity_of(plan.burst))
  store_shared()
  clear(RATE)
  call('DEL', FILL)
  S.p, S.p_slope, S.p_at = 0, 0, now
  for _, team in ipairs(plan.promised()) do
    local bucket, share = before[team] or { t = 0, e = 0, a = now }, plan.share(team)
    changed(bucket, share.perSecond, share.period, share.cap)
    bucket.most, bucket.filling = 0, false
    rate.buckets[team] = bucket
    store(team, bucket)
  end
end

-- Tokens of the key, those of the guarantees included.
function rate.tokens(now)
  return plan.exact and max(0, guard.room(S.pace, now)) or rate.shared.t / UNIT
end

function rate.overflowing()
  return not plan.exact and rate.shared.t / UNIT >= OVERFLOWING * plan.burst
end

-- Tokens that no guarantee has a claim to.
function rate.idle(now)
  if plan.exact then
    return guard.room(S.pace, now)
  end
  return (rate.shared.t * PARTS - S.p) / (UNIT * PARTS)
end

-- Tokens a second that idle demand can count on while every guarantee is in use.
function rate.idle_rate()
  if not rate.idleRate then
    rate.idleRate = max(0.1 * plan.rate, plan.rate - plan.promisedRate) * S.pace
  end
  return rate.idleRate
end

-- Takes one of S; of an exact log what is granted is taken when it counts.
function rate.take_one(now)
  if plan.exact then
    return guard.room(S.pace, now) >= 1
  elseif rate.shared.t < UNIT then
    return false
  end
  rate.shared.t = rate.shared.t - UNIT
  store_shared()
  return true
end

-- Whole tokens of the team's own.
function rate.own_tokens(team, now)
  local bucket = own(team, now)
  return bucket and floor(bucket.t / UNIT) or 0
end

-- How long the team's guarantee has been left unused, by its tokens.
function rate.unused(team, now)
  local bucket = own(team, now)
  return bucket and bucket.t / plan.share(team).perSecond or 0
end

-- Nanoseconds until an exact log has room for one more beside others, no sooner than after so many.
function rate.until_room_beside_ns(others, least_ns, now)
  local missing = others + 1 - guard.room(S.pace, now)
  return missing > 0 and guard.until_ns(missing, least_ns, now) or least_ns
end

-- Takes one of the team's own tokens, where it has one.
function rate.take_guaranteed(team, now)
  local bucket = own(team, now)
  if not bucket or bucket.t < UNIT or not rate.take_one(now) then
    return false
  end
  bucket.t = bucket.t - UNIT
  store(team, bucket)
  return true
end

-- V of a team.
function rate.virtual(team)
  local at = rate.virtuals[team]
  if at == nil then
    local stored = call('HGET', VIRTUAL, team)
    at = stored and tonumber(stored) or false
    rate.virtuals[team] = at
  end
  return at or S.virtual_now
end

local function set_virtual(team, at)
  rate.virtuals[team] = at
  call('HSET', VIRTUAL, team, text(at))
end

-- Takes an idle token and moves the team's virtual time on; promised: it was kept for the team,
-- which then was served out of its turn.
function rate.take_idle(team, promised, now)
  rate.take_one(now)
  local at = rate.virtual(team)
  if not promised then
    S.virtual_now = max(S.virtual_now, at)
  end
  set_virtual(team, at + 1 / plan.share(team).weight)
end

-- Gives a token back that never left, at most J after its grant.
function rate.give_back(team, guaranteed, now)
  if not plan.exact then
    add(rate.shared, UNIT)
    store_shared()
  end
  local bucket = guaranteed and own(team, now)
  if bucket then
    add(bucket, UNIT)
    store(team, bucket)
  elseif not guaranteed then
    local at = rate.virtual(team)
    if rate.virtuals[team] then
      set_virtual(team, at - 1 / plan.share(team).weight)
    end
  end
end

-- Seconds until the team's next own token; infinite without a guarantee.
function rate.seconds_to_guaranteed(team, now)
  local bucket = own(team, now)
  if not bucket then
    return INFINITE
  end
  return max(0, 1 - bucket.t / UNIT) / (plan.share(team).perSecond * S.pace)
end

-- How far the team is ahead of what is being served now.
function rate.lead(team)
  return max(0, rate.virtual(team) - S.virtual_now)
end

-- A team with new demand starts from now: what it did not use while idle is no credit.
function rate.awaken(team)
  local at = max(rate.virtual(team), S.virtual_now)
  if rate.virtuals[team] ~= at then
    set_virtual(team, at)
  end
end

return rate

end)()
