-- The queue of deliveries, as all its programs know it. Follows clock.lua.
--
-- A line is what one team owes to one scheme, host and port. All keys share one hash tag and begin
-- with the same base, so that a Cluster keeps them on one node. Which lines are due is found by the
-- program itself, so the keys of lines and shelves are derived from KEYS[1] and not declared.
--
--   next               sorted set of lines by when they are to be looked at next, milliseconds
--   due:<line>         sorted set of ids that wait, by when they are due
--   held:<line>        sorted set of ids on their way, by when the claim expires
--   msg:<id>           hash: t team, u url, o line, p upstream, i task, c created, b body,
--                      s state, a failed attempts, n next attempt, l last result, k claim
--   <state>:<team>     sorted set of ids by since when: pending, delivered, dead
--   turn               counts, so that lines of the same millisecond take turns
--   teams              set of the teams that have any of these

local NEXT = KEYS[1]
local BASE = string.sub(NEXT, 1, -5)
local SOON = 1000
local PRUNED = 200

local function due(line) return BASE .. 'due:' .. line end
local function held(line) return BASE .. 'held:' .. line end
local function msg(id) return BASE .. 'msg:' .. id end
local function shelf(state, team) return BASE .. state .. ':' .. team end

local function first(key)
  local found = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return tonumber(found[2])
end

-- Says when a line is to be looked at next. One that had its turn goes behind all that are due; any
-- other keeps its place, so that who is kept or settled often is not put off by that.
local function look(line, now, cap, most, turned)
  local at = first(due(line))
  local expiry = first(held(line))
  if at then
    local taken = redis.call('ZCARD', held(line))
    if taken >= cap then
      at = nil
    elseif taken >= most then
      at = math.max(at, now + SOON)
    elseif at <= now then
      at = now + redis.call('INCR', BASE .. 'turn') % 1000 / 1000
    end
  end
  if expiry and (not at or expiry < at) then
    at = expiry
  end
  if not at then
    redis.call('ZREM', NEXT, line)
  elseif turned then
    redis.call('ZADD', NEXT, at, line)
  else
    redis.call('ZADD', NEXT, 'LT', at, line)
  end
end

-- Forgets what has been on a shelf for too long, a few at a time; the messages go by themselves.
local function prune(state, team, before, most)
  local key = shelf(state, team)
  local old = redis.call('ZRANGEBYSCORE', key, '-inf', before, 'LIMIT', 0, PRUNED)
  local over = redis.call('ZCARD', key) - #old - most
  if over > 0 then
    old = redis.call('ZRANGE', key, 0, math.min(#old + over, PRUNED) - 1)
  end
  for _, id in ipairs(old) do
    redis.call('ZREM', key, id)
  end
end

-- Drops the oldest that was given up by a team; says whether there was one.
local function drop_dead(team)
  local oldest = redis.call('ZRANGE', shelf('dead', team), 0, 0)[1]
  if not oldest then
    return false
  end
  redis.call('ZREM', shelf('dead', team), oldest)
  redis.call('DEL', msg(oldest))
  return true
end
