-- Claims the oldest queued submits of every team, and says that the owner is alive. Follows
-- queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2]  the claims' token    ARGV[3]  for how long they are its own, milliseconds
-- ARGV[4]  how many of a team it may have    ARGV[5]  how many this call may give
-- ARGV[6]  how many bytes this call may give    ARGV[7]  which team has the first turn, a number
-- ARGV[8]  1 where backlogs are asked for, else 0
-- ARGV[9] and on: the teams of which any is claimed
-- Result: the generation; for each claim its id and t, d, m, h, b, a, x, s; where they are asked for,
--         for each team that has any its name, how many wait, how many are queued, when the oldest,
--         the middle and the youngest were accepted, the weight of its departures, and how long
--         ago the first was, milliseconds.
-- Cost: O(claimed), two looks at each team that has any, and ten more for its backlog; at most 200
--       looks at those of a team that have waited too long.

local OVERDUE = 200

local now = clock()
local owner, token = ARGV[1], ARGV[2]
local open = settled(now)
alive(owner, now, tonumber(ARGV[3]))
bury(now)
local per_team, most, bytes = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local wanted = {}
for i = 9, #ARGV do
  wanted[ARGV[i]] = true
end
local teams = redis.call('SMEMBERS', TEAMS)
table.sort(teams)
local claims = {}

local function claim(team)
  local room = math.min(per_team - tonumber(redis.call('HGET', count(owner), team) or 0),
    most - #claims)
  if room <= 0 or bytes <= 0 or not wanted[team] then
    return
  end
  for _, id in ipairs(redis.call('ZRANGE', queued(team), 0, room + OVERDUE - 1)) do
    if room <= 0 or bytes <= 0 then
      return
    end
    local known = redis.call('HMGET', sub(id), 'x', 'z')
    if tonumber(known[1]) > now then
      give(id, owner, token, team, 'c')
      claims[#claims + 1] = told(id, true)
      room = room - 1
      bytes = bytes - tonumber(known[2])
    end
  end
end

if open then
  for i = 1, #teams do
    claim(teams[(i + tonumber(ARGV[7])) % #teams + 1])
  end
end

local function accepted(team, rank)
  return redis.call('HGET', sub(redis.call('ZRANGE', line(team), rank, rank)[1]), 'a')
end

local backlogs = {}
for _, team in ipairs(ARGV[8] == '1' and teams or {}) do
  local waiting = redis.call('ZCARD', line(team))
  if waiting > 0 then
    backlogs[#backlogs + 1] = { team, waiting, redis.call('ZCARD', queued(team)), accepted(team, 0),
      accepted(team, math.floor(waiting / 2)), accepted(team, -1), tostring(weight(team, now)),
      now - tonumber(redis.call('HGET', SUMS, 'f:' .. team) or now) }
  end
end
return { tostring(redis.call('HGET', SUMS, 'gen') or 0), claims, backlogs }
