-- Lets go what is claimed in an owner's name and it does not have. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2] and on: the ids that it has
-- Result: how many were let go.
-- Cost: O(claimed by the owner).

local now = clock()
local has = {}
for i = 2, #ARGV do
  has[ARGV[i]] = true
end
local gone = 0
for _, id in ipairs(redis.call('SMEMBERS', held(ARGV[1]))) do
  if not has[id] then
    let_go(id, now)
    redis.call('SREM', held(ARGV[1]), id)
    gone = gone + 1
  end
end
return gone
