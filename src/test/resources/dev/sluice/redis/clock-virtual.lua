-- Time, for tests: it stands where the test has put it.
--
-- Key: 'clock' beside KEYS[1], milliseconds.

local function clock()
  return tonumber(redis.call('GET', string.sub(KEYS[1], 1, -5) .. 'clock'))
end
