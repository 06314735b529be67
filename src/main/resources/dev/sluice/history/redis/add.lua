-- Adds what one replica saw of a step, once.
--
-- KEYS[1]  the step: a hash
-- ARGV[1]  the replica    ARGV[2]  how long the step is kept, seconds
-- ARGV[3]  how many fields it may have
-- ARGV[4], ARGV[5], ARGV[6] and so on: how, field, value. `+` adds a number, `>` keeps the value
--          that begins with the larger number, `=` sets.
-- Result: 1; 0 where the replica has added its part before: nothing was changed.
-- Cost: two calls for each field.

local step = KEYS[1]
if redis.call('HSETNX', step, '@ ' .. ARGV[1], 1) == 0 then
  return 0
end
local room = tonumber(ARGV[3]) - redis.call('HLEN', step)
for i = 4, #ARGV, 3 do
  local how, field, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local before = redis.call('HGET', step, field)
  if before or room > 0 then
    if not before then
      room = room - 1
      redis.call('HSET', step, field, value)
    elseif how == '+' then
      redis.call('HINCRBY', step, field, value)
    elseif how == '=' or tonumber(string.match(value, '^%d+')) > tonumber(string.match(before, '^%d+')) then
      redis.call('HSET', step, field, value)
    end
  end
end
redis.call('EXPIRE', step, ARGV[2])
return 1
