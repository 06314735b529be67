-- How many deliveries of each team are pending. Follows queue.lua.
--
-- KEYS[1]  next
-- Result: team, number, and so on. A team of which nothing is kept is forgotten.
-- Cost: two looks at each team.

local counts = {}
for _, team in ipairs(redis.call('SMEMBERS', BASE .. 'teams')) do
  local pending = redis.call('ZCARD', shelf('pending', team))
  counts[#counts + 1] = team
  counts[#counts + 1] = pending
  if pending == 0 and redis.call('EXISTS', shelf('dead', team), shelf('delivered', team)) == 0 then
    redis.call('SREM', BASE .. 'teams', team)
  end
end
return counts
