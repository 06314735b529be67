-- Time, for tests: it stands where the test has put it.
--
-- Key: KEYS[1] and ':clock', microseconds.

local function redis_now()
  return tonumber(redis.call('GET', KEYS[1] .. ':clock'))
end
