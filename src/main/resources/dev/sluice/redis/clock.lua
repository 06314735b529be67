-- Time: Redis' own clock, the only one that a queue knows.

-- Milliseconds since 1970, a whole number.
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
