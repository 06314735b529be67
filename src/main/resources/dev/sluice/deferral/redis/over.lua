-- Claims submits that will not be sent any more. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2]  the claims' token    ARGV[3]  for how long they are its own, milliseconds
-- ARGV[4]  how many of each kind
-- Result: for each its id and the rest as claim.lua tells it, without headers and body.
-- Cost: O(claimed); two looks where nothing is.

local now = clock()
local owner, token = ARGV[1], ARGV[2]
local open = settled(now)
alive(owner, now, tonumber(ARGV[3]))
bury(now)
local claims = {}
if not open then
  return claims
end
local function take(from, state)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, ARGV[4])) do
    local known = redis.call('HMGET', sub(id), 't', 's')
    redis.call('ZREM', from, id)
    if known[1] then
      give(id, owner, token, known[1], state or known[2])
      claims[#claims + 1] = told(id, false)
    end
  end
end
take(EXPIRY, 'v')
take(LATER, nil)
return claims
