-- Claims the oldest queued submits of every team, and says that the owner is alive. Follows
-- queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2]  the claims' token    ARGV[3]  for how long they are its own, milliseconds
-- ARGV[4]  how many of a team it may have    ARGV[5]  how many this call may give
-- ARGV[6]  how many bytes this call may give
-- Result: the generation; for each claim its id and t, d, m, h, b, a, x, s; for each team that has
--         any its name, how many wait, how many are queued, when the oldest, the middle and the
--         youngest were accepted, and the weight of its departures.
-- Cost: O(claimed), and ten looks at each team that has any.

local now = clock()
local owner, token = ARGV[1], ARGV[2]
local open = settled(now)
bury(now)
alive(owner, now, tonumber(ARGV[3]))
local per_team, most, bytes = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local teams = redis.call('SMEMBERS', TEAMS)
table.sort(teams)
local claims = {}
if open then
  for _, team in ipairs(teams) do
    local room = math.min(per_team - tonumber(redis.call('HGET', count(owner), team) or 0),
      most - #claims)
    if room > 0 and bytes > 0 then
      for _, id in ipairs(redis.call('ZRANGE', queued(team), 0, room - 1)) do
        local known = redis.call('HMGET', sub(id), 'x', 'z')
        if bytes > 0 and tonumber(known[1]) > now then
          give(id, owner, token, team, 'c')
          claims[#claims + 1] = told(id, true)
          bytes = bytes - tonumber(known[2])
        end
      end
    end
  end
end
local function accepted(team, rank)
  return redis.call('HGET', sub(redis.call('ZRANGE', line(team), rank, rank)[1]), 'a')
end
local backlogs = {}
for _, team in ipairs(teams) do
  local waiting = redis.call('ZCARD', line(team))
  if waiting > 0 then
    backlogs[#backlogs + 1] = { team, waiting, redis.call('ZCARD', queued(team)), accepted(team, 0),
      accepted(team, math.floor(waiting / 2)), accepted(team, -1), tostring(weight(team, now)) }
  end
end
return { tostring(redis.call('HGET', SUMS, 'gen') or 0), claims, backlogs }
