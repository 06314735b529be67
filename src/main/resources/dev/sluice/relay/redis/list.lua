-- A page of the deliveries in one state: team after team by name, the oldest first of each. Follows
-- queue.lua.
--
-- KEYS[1]  next
-- ARGV[1]  the state    ARGV[2]  how many    ARGV[3]  the only team; empty for all
-- ARGV[4], ARGV[5], ARGV[6]  team, id and time of the last one of the page before; empty for none
-- Result: for each its id, since when, and t, u, p, i, c, b (never), s, a, n, l.
-- Cost: O(page), and one look at each team.

local teams = redis.call('SMEMBERS', BASE .. 'teams')
table.sort(teams)
local most = tonumber(ARGV[2])
local page = {}
for _, team in ipairs(teams) do
  if (ARGV[3] == '' or ARGV[3] == team) and team >= ARGV[4] and #page < most then
    local key = shelf(ARGV[1], team)
    local from = 0
    if team == ARGV[4] then
      local rank = redis.call('ZRANK', key, ARGV[5])
      from = rank and rank + 1 or redis.call('ZCOUNT', key, '-inf', '(' .. ARGV[6])
    end
    local ids = redis.call('ZRANGE', key, from, from + most - #page - 1, 'WITHSCORES')
    for i = 1, #ids, 2 do
      local told = redis.call('HMGET', msg(ids[i]), 't', 'u', 'p', 'i', 'c', '-', 's', 'a', 'n', 'l')
      if told[1] then
        page[#page + 1] = {ids[i], ids[i + 1], told}
      end
    end
  end
end
return page
