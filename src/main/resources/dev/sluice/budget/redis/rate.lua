-- The rate (laws L3 to L6): S tokens for the key, G for each guarantee, V for what is idle.
--
-- A bucket is t (thousandths of a token), e (what is left of the last division) and a (when it was
-- refilled last); it refills n thousandths in p microseconds, up to cap. The same whole numbers as
-- Bucket4j's, so that the ledger in memory agrees in every decision. S >= sum of G always.
--
-- A guarantee bucket that is full needs no look: S.full is what all full ones hold together, FILL
-- tells when the others will be. In RATE: 't e a'.

local rate = { buckets = {} };

(function()

local UNIT = 1000
local OVERFLOWING = 0.8
local EXACT = 9007199254740992

-- Sets capacity and refill of a bucket, as RateBook does.
local function shape(bucket, capacity, per_second, pace)
  local period = 1
  while per_second * UNIT * period < 100000 and period < 1000000 do
    period = period * 10
  end
  bucket.cap = max(UNIT, floor(capacity * UNIT + 0.5))
  bucket.n = max(1, floor(per_second * pace * UNIT * period))
  bucket.p = period * 1000000
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

-- When a bucket will be full.
local function full_at(bucket)
  return bucket.a + math.ceil(((bucket.cap - bucket.t) * bucket.p - bucket.e) / bucket.n)
end

local function store_shared()
  S.s_t, S.s_e, S.s_a = rate.shared.t, rate.shared.e, rate.shared.a
end

local function store(team, bucket)
  if bucket.t >= bucket.cap then
    call('ZREM', FILL, team)
    call('HDEL', RATE, team)
    rate.filling[team] = nil
    if not bucket.full then
      S.full = S.full + bucket.cap
      bucket.full = true
    end
    return
  end
  if bucket.full then
    S.full = S.full - bucket.cap
    bucket.full = false
  end
  rate.filling[team] = bucket
  call('HSET', RATE, team, text(bucket.t) .. ' ' .. text(bucket.e) .. ' ' .. text(bucket.a))
  call('ZADD', FILL, text(full_at(bucket)), team)
end

local function shaped(team)
  local share = plan.share(team)
  return shape({}, share.burst, share.perSecond, S.pace)
end

-- Reads S and the buckets that are filling, refilled to now.
function rate.load(now)
  rate.shared = shape({ t = S.s_t, e = S.s_e, a = S.s_a }, plan.burst, plan.rate, S.pace)
  refill(rate.shared, now)
  store_shared()
  rate.filling = {}
  local filling = call('ZRANGE', FILL, 0, -1)
  if #filling == 0 then
    return
  end
  plan.want(filling)
  local packed = call('HMGET', RATE, unpack(filling))
  for i, team in ipairs(filling) do
    local bucket = shaped(team)
    local t, e, a = string.match(packed[i] or '0 0 0', '(%S+) (%S+) (%S+)')
    bucket.t, bucket.e, bucket.a = tonumber(t), tonumber(e), tonumber(a)
    refill(bucket, now)
    rate.buckets[team] = bucket
    rate.filling[team] = bucket
    if bucket.t >= bucket.cap then
      store(team, bucket)
    end
  end
end

-- The team's guarantee bucket; nil where it has none.
local function own(team, now)
  local bucket = rate.buckets[team]
  if bucket == nil then
    if plan.share(team).perSecond > 0 then
      bucket = shaped(team)
      bucket.t, bucket.e, bucket.a, bucket.full = bucket.cap, 0, now, true
    else
      bucket = false
    end
    rate.buckets[team] = bucket
  end
  return bucket or nil
end

-- Cold start (law L3): nothing anywhere.
function rate.empty(now)
  call('DEL', RATE, FILL)
  rate.buckets, rate.filling = {}, {}
  S.full = 0
  rate.shared = shape({ t = 0, e = 0, a = now }, plan.burst, plan.rate, S.pace)
  store_shared()
  for _, team in ipairs(plan.promised()) do
    local bucket = shaped(team)
    bucket.t, bucket.e, bucket.a = 0, 0, now
    rate.buckets[team] = bucket
    store(team, bucket)
  end
end

-- Another pace (law L8): tokens stay.
function rate.reshape(now)
  local before = rate.buckets
  call('DEL', RATE, FILL)
  rate.buckets, rate.filling = {}, {}
  S.full = 0
  rate.idleRate = nil
  rate.shared = shape(rate.shared, plan.burst, plan.rate, S.pace)
  for _, team in ipairs(plan.promised()) do
    local bucket, old = shaped(team), before[team]
    bucket.t, bucket.e, bucket.a = old and old.t or bucket.cap, old and old.e or 0, now
    rate.buckets[team] = bucket
    store(team, bucket)
  end
end

-- Tokens of the key, those of the guarantees included.
function rate.tokens()
  return rate.shared.t / UNIT
end

function rate.overflowing()
  return rate.tokens() >= OVERFLOWING * plan.burst
end

-- Tokens that no guarantee has a claim to.
function rate.idle()
  local promised = S.full
  for _, bucket in pairs(rate.filling) do
    promised = promised + bucket.t
  end
  return (rate.shared.t - promised) / UNIT
end

-- Tokens a second that idle demand can count on while every guarantee is in use.
function rate.idle_rate()
  if not rate.idleRate then
    local promised = 0
    for _, team in ipairs(plan.promised()) do
      promised = promised + plan.share(team).perSecond
    end
    rate.idleRate = max(0.1 * plan.rate, plan.rate - promised) * S.pace
  end
  return rate.idleRate
end

function rate.has_guarantee(team, now)
  return own(team, now) ~= nil
end

-- Takes one of the team's own tokens, where it has one.
function rate.take_guaranteed(team, now)
  local bucket = own(team, now)
  if not bucket or bucket.t < UNIT or rate.shared.t < UNIT then
    return false
  end
  rate.shared.t = rate.shared.t - UNIT
  bucket.t = bucket.t - UNIT
  store_shared()
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

rate.virtuals = {}

local function set_virtual(team, at)
  rate.virtuals[team] = at
  call('HSET', VIRTUAL, team, text(at))
end

-- Reads V of these teams in one step.
function rate.want_virtual(teams)
  if #teams == 0 then
    return
  end
  local found = call('HMGET', VIRTUAL, unpack(teams))
  for i, team in ipairs(teams) do
    rate.virtuals[team] = found[i] and tonumber(found[i]) or false
  end
end

-- Takes an idle token and moves the team's virtual time on; promised: it was kept for the team,
-- which then was served out of its turn.
function rate.take_idle(team, promised)
  rate.shared.t = rate.shared.t - UNIT
  store_shared()
  local at = rate.virtual(team)
  if not promised then
    S.virtual_now = max(S.virtual_now, at)
  end
  set_virtual(team, at + 1 / plan.share(team).weight)
end

-- Gives a token back that never left, at most J after its grant.
function rate.give_back(team, guaranteed, now)
  add(rate.shared, UNIT)
  store_shared()
  local bucket = own(team, now)
  if guaranteed and bucket then
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
  set_virtual(team, max(rate.virtual(team), S.virtual_now))
end

end)()
