-- Drops what was given up, the oldest of each team first, while memory is short (law G6). Follows
-- queue.lua.
--
-- KEYS[1]  next
-- ARGV[1]  how many at most
-- Result: how many were dropped.
-- Cost: O(dropped), and one look at each team.

local left = tonumber(ARGV[1])
local teams = redis.call('SMEMBERS', BASE .. 'teams')
local dropped = 0
local before = -1
while dropped < left and dropped ~= before do
  before = dropped
  for _, team in ipairs(teams) do
    if dropped < left and drop_dead(team) then
      dropped = dropped + 1
    end
  end
end
return dropped
