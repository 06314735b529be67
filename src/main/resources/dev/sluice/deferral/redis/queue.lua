-- Deferred submits, as all programs of the queue know them. Follows clock.lua.
--
-- All keys share one hash tag and begin with the same base, so that a Cluster keeps them on one
-- node. Whose turn it is is found by the program itself, so only the first key is declared.
--
--   sums               hash: i the last number given; n, b submits and bytes that wait, of all;
--                      n:<team>, b:<team> the same of a team; r:<team>, t:<team>, f:<team> the weight of
--                      its departures, when that was, and when the first was; run the server, gen counts its changes,
--                      opens when claims are given again
--   teams              set of the teams of which anything waits
--   line:<team>        sorted set of the ids that wait, queued and claimed, by their number
--   queued:<team>      sorted set of the ids that nobody has, by their number
--   expiry             sorted set of the ids that nobody has, by when they have waited too long
--   later              sorted set of the ids, cancelled or departed, that nobody has, by when their
--                      end is to be told
--   owners             sorted set of owners by when their claims expire
--   held:<owner>       set of the ids that it has
--   count:<owner>      hash: of how many submits of a team it is the one that may send them
--   gone:<id>          there while a submit that is over may yet arrive, as whoever was not
--                      answered may keep it again
--   sub:<id>           hash: t team, d door, m model, h headers, b body, a accepted, x expires,
--                      n number, z bytes, s state, k claim, o owner, y hold
--
-- State: q queued, c claimed, v overdue, x cancelled, d departed.

local SUMS = KEYS[1]
local BASE = string.sub(SUMS, 1, -5)
local TEAMS = BASE .. 'teams'
local EXPIRY = BASE .. 'expiry'
local LATER = BASE .. 'later'
local OWNERS = BASE .. 'owners'

-- How long after a server was replaced or restarted no claim is given and nothing departs.
local QUARANTINE = 5000
local BURIED = 500

-- A call that was not answered may run, or be made again, so long after, at the most.
local LATE = 60000
local FADES = 30000

-- What is left of so little a weight says nothing: it begins anew.
local NOTHING = 0.05

local function line(team) return BASE .. 'line:' .. team end
local function queued(team) return BASE .. 'queued:' .. team end
local function held(owner) return BASE .. 'held:' .. owner end
local function count(owner) return BASE .. 'count:' .. owner end
local function sub(id) return BASE .. 'sub:' .. id end
local function gone(id) return BASE .. 'gone:' .. id end

-- Whether this is another server than before, or the same one started again: what it was told last
-- may be lost, so that what was sent may look as if it was not.
local function settled(now)
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%x+)') or '-'
  local known = redis.call('HMGET', SUMS, 'run', 'opens')
  if known[1] ~= run then
    redis.call('HSET', SUMS, 'run', run)
    if known[1] then
      redis.call('HINCRBY', SUMS, 'gen', 1)
      redis.call('HSET', SUMS, 'opens', now + QUARANTINE)
      return false
    end
  end
  return not known[2] or tonumber(known[2]) <= now
end

local function unsettled()
  return redis.error_reply('QUARANTINE the server was replaced or restarted')
end

local function stand(id, team, number, bytes)
  redis.call('ZADD', line(team), number, id)
  redis.call('SADD', TEAMS, team)
  redis.call('HINCRBY', SUMS, 'n', 1)
  redis.call('HINCRBY', SUMS, 'b', bytes)
  redis.call('HINCRBY', SUMS, 'n:' .. team, 1)
  redis.call('HINCRBY', SUMS, 'b:' .. team, bytes)
end

-- It waits no more, and what is somebody's data is forgotten.
local function leave(id, team, bytes)
  redis.call('HDEL', sub(id), 'b', 'h')
  if redis.call('ZREM', line(team), id) == 0 then
    return
  end
  redis.call('HINCRBY', SUMS, 'n', -1)
  redis.call('HINCRBY', SUMS, 'b', -bytes)
  if redis.call('HINCRBY', SUMS, 'n:' .. team, -1) == 0 then
    redis.call('HDEL', SUMS, 'n:' .. team, 'b:' .. team)
    redis.call('SREM', TEAMS, team)
  else
    redis.call('HINCRBY', SUMS, 'b:' .. team, -bytes)
  end
end

-- It is not the one any more that may send one of the team's.
local function sends_less(owner, team)
  if redis.call('HINCRBY', count(owner), team, -1) == 0 then
    redis.call('HDEL', count(owner), team)
  end
end

local function release(id, owner, team, state)
  if owner and redis.call('SREM', held(owner), id) == 1 and state == 'c' then
    sends_less(owner, team)
  end
  redis.call('HDEL', sub(id), 'o')
end

-- Nobody has it.
local function queue(id, owner, team, state, number, expires)
  release(id, owner, team, state)
  redis.call('HDEL', sub(id), 'k')
  redis.call('HSET', sub(id), 's', 'q')
  redis.call('ZADD', queued(team), number, id)
  redis.call('ZADD', EXPIRY, expires, id)
end

local function give(id, owner, token, team, state)
  redis.call('ZREM', queued(team), id)
  redis.call('ZREM', EXPIRY, id)
  redis.call('ZREM', LATER, id)
  redis.call('SADD', held(owner), id)
  if state == 'c' then
    redis.call('HINCRBY', count(owner), team, 1)
  end
  redis.call('HSET', sub(id), 's', state, 'k', token, 'o', owner)
end

-- Its owner has it no more. Of what was sent the claim stays good, should the owner live.
local function let_go(id, now)
  local known = redis.call('HMGET', sub(id), 't', 's', 'o', 'n', 'x', 'y')
  if not known[1] then
    return
  end
  if known[2] == 'c' or known[2] == 'v' then
    queue(id, known[3], known[1], known[2], known[4], known[5])
    return
  end
  release(id, known[3], known[1], known[2])
  redis.call('ZADD', LATER, known[2] == 'd' and now + tonumber(known[6] or 0) or now, id)
end

-- What a silent owner had is let go, so much at a time.
local function bury(now)
  local left = BURIED
  for _, owner in ipairs(redis.call('ZRANGEBYSCORE', OWNERS, '-inf', now, 'LIMIT', 0, 10)) do
    for _, id in ipairs(redis.call('SRANDMEMBER', held(owner), left)) do
      let_go(id, now)
      redis.call('SREM', held(owner), id)
      left = left - 1
    end
    if left <= 0 then
      return
    end
    redis.call('ZREM', OWNERS, owner)
    redis.call('DEL', held(owner), count(owner))
  end
end

local function alive(owner, now, lease)
  redis.call('ZADD', OWNERS, now + lease, owner)
end

-- What is known of a claimed submit; nil where this claim is not its last one.
local function mine(id, token)
  local known = redis.call('HMGET', sub(id), 't', 's', 'o', 'n', 'x', 'z', 'k')
  if not known[1] or not known[7] or known[7] ~= token then
    return nil
  end
  return { team = known[1], state = known[2], owner = known[3], number = known[4],
    expires = known[5], bytes = tonumber(known[6]) }
end

local function weight(team, now)
  local known = redis.call('HMGET', SUMS, 'r:' .. team, 't:' .. team)
  if not known[1] then
    return 0
  end
  return tonumber(known[1]) * math.exp(-math.max(0, now - tonumber(known[2])) / FADES)
end

local function bar(id)
  redis.call('SET', gone(id), '1', 'PX', LATE)
end

-- One has gone.
local function gone_by(team, now)
  local faded = weight(team, now)
  redis.call('HSET', SUMS, 'r:' .. team, tostring(faded + 1), 't:' .. team, now)
  if faded < NOTHING then
    redis.call('HSET', SUMS, 'f:' .. team, now)
  end
end

local function forget(id, team, owner, state, bytes)
  bar(id)
  release(id, owner, team, state)
  leave(id, team, bytes)
  redis.call('ZREM', queued(team), id)
  redis.call('ZREM', EXPIRY, id)
  redis.call('ZREM', LATER, id)
  redis.call('DEL', sub(id))
end

local function told(id, whole)
  return { id, redis.call('HMGET', sub(id), 't', 'd', 'm', whole and 'h' or '-', whole and 'b' or '-',
    'a', 'x', 's') }
end
