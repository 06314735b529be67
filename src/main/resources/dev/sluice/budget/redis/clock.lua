-- Time: Redis' own clock, the only one that the ledger knows.

-- Microseconds since 1970, a whole number.
local function redis_now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
