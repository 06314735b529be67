-- A page of the tasks that ended: team after team by name, the newest first of each. The lists lie
-- beside KEYS[1] in its hash slot, and are not declared.
--
-- KEYS[1]  the teams that have lists: a set
-- ARGV[1]  what the lists' names begin with    ARGV[2]  how many    ARGV[3]  the only team, or empty
-- ARGV[4], ARGV[5], ARGV[6]  team, time and slot of the last one of the page before; empty for none
-- Result: for each its team, when it ended, and itself.
-- Cost: O(page), one list, and one look at each team.

local BASE = string.sub(KEYS[1], 1, -6)
local most = tonumber(ARGV[2])
local teams = ARGV[3] ~= '' and { ARGV[3] } or redis.call('SMEMBERS', KEYS[1])
table.sort(teams)

local page = {}
for _, team in ipairs(teams) do
  if team >= ARGV[4] and #page < most then
    local list = BASE .. ARGV[1] .. team
    local resumed = team == ARGV[4]
    local found = resumed
      and redis.call('ZREVRANGEBYSCORE', list, ARGV[5], '-inf', 'WITHSCORES')
      or redis.call('ZREVRANGE', list, 0, most - #page - 1, 'WITHSCORES')
    for i = 1, #found, 2 do
      local slot = string.match(found[i], '^[^ ]*')
      local told = resumed and tonumber(found[i + 1]) == tonumber(ARGV[5]) and slot >= ARGV[6]
      if not told and #page < most then
        page[#page + 1] = { team, string.format('%.0f', found[i + 1]), found[i] }
      end
    end
    if #found == 0 and redis.call('EXISTS', BASE .. 'success:' .. team, BASE .. 'failed:' .. team) == 0 then
      redis.call('SREM', KEYS[1], team)
    end
  end
end
return page
