-- A page of what waits: team after team by name, the oldest first of each. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  how many    ARGV[2]  the only team; empty for all
-- ARGV[3], ARGV[4]  team and number of the last one of the page before
-- Result: for each its id, the rest as claim.lua tells it, without headers and body, and its number.
-- Cost: O(page), and one look at each team.

local teams = redis.call('SMEMBERS', TEAMS)
table.sort(teams)
local most = tonumber(ARGV[1])
local page = {}
for _, team in ipairs(teams) do
  if (ARGV[2] == '' or ARGV[2] == team) and team >= ARGV[3] and #page < most then
    local from = team == ARGV[3] and '(' .. ARGV[4] or '-inf'
    local ids = redis.call('ZRANGEBYSCORE', line(team), from, '+inf', 'WITHSCORES',
      'LIMIT', 0, most - #page)
    for i = 1, #ids, 2 do
      local one = told(ids[i], false)
      one[3] = ids[i + 1]
      page[#page + 1] = one
    end
  end
end
return page
