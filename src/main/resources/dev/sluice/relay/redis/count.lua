-- How many deliveries of each team are in one state. Follows queue.lua.
--
-- KEYS[1]  next
-- ARGV[1]  the state
-- Result: team, number, and so on. A team of which nothing is kept is forgotten.
-- Cost: two looks at each team.

local counts = {}
for _, team in ipairs(redis.call('SMEMBERS', BASE .. 'teams')) do
  local count = redis.call('ZCARD', shelf(ARGV[1], team))
  counts[#counts + 1] = team
  counts[#counts + 1] = count
  if count == 0 and redis.call('EXISTS', shelf('pending', team), shelf('dead', team), shelf('delivered', team)) == 0 then
    redis.call('SREM', BASE .. 'teams', team)
  end
end
return counts
