-- Claims deliveries that are due, in turns over the lines. Follows queue.lua.
--
-- KEYS[1]  next
-- ARGV[1]  how many    ARGV[2]  how many of a line may be on their way after this
-- ARGV[3]  how many may at all    ARGV[4]  for how long they are claimed, milliseconds
-- ARGV[5]  the claim's token    ARGV[6]  how many of a line are taken at a time
-- ARGV[7] and on: the teams of which none is claimed; their lines are looked at again a second later
-- Result: for each its id and t, u, p, i, c, b, s, a, n, l.
-- Cost: O(claimed), and one look at each line that is due; one read where nothing is.

local now = clock()
local most = tonumber(ARGV[1])
local per_line = tonumber(ARGV[2])
local cap = tonumber(ARGV[3])
local without = {}
for i = 7, #ARGV do
  without[ARGV[i]] = true
end
local claimed = {}
local turn = 0
while #claimed < most and turn < 500 do
  local head = redis.call('ZRANGE', NEXT, 0, 0, 'WITHSCORES')
  local line = head[1]
  if not line or tonumber(head[2]) >= now + 1 then
    break
  end
  turn = turn + 1
  local expired = redis.call('ZRANGEBYSCORE', held(line), '-inf', now, 'LIMIT', 0, cap)
  for _, id in ipairs(expired) do
    redis.call('ZREM', held(line), id)
    redis.call('ZADD', due(line), now, id)
  end
  local allowed = without[string.match(line, '^[^ ]*')] and 0 or per_line
  local room = math.min(tonumber(ARGV[6]), most - #claimed,
    allowed - redis.call('ZCARD', held(line)))
  if room > 0 then
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', due(line), '-inf', now, 'LIMIT', 0, room)) do
      redis.call('ZREM', due(line), id)
      if redis.call('EXISTS', msg(id)) == 1 then
        redis.call('ZADD', held(line), now + tonumber(ARGV[4]), id)
        redis.call('HSET', msg(id), 'k', ARGV[5])
        claimed[#claimed + 1] = {id,
          redis.call('HMGET', msg(id), 't', 'u', 'p', 'i', 'c', 'b', 's', 'a', 'n', 'l')}
      end
    end
  end
  look(line, now, cap, allowed, true)
end
return claimed
