-- Tells a server that may have forgotten it what was sent, and what is over. The end of what is over
-- may be forgotten, too, so it is told again before it is forgotten here. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  owner    ARGV[2] and on: id, claim, hold in milliseconds; or id, claim, -1 for what is over
-- Result: how many it had forgotten.
-- Cost: O(told).

local AGAIN = 30000

local now = clock()
local forgotten = 0
for i = 2, #ARGV, 3 do
  local id, token, hold = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2])
  local known = redis.call('HMGET', sub(id), 't', 's', 'o', 'z')
  if known[1] and hold < 0 then
    forgotten = forgotten + 1
    release(id, known[3], known[1], known[2])
    give(id, ARGV[1], token, known[1], 'd')
    leave(id, known[1], tonumber(known[4]))
    redis.call('HSET', sub(id), 'y', AGAIN)
    let_go(id, now)
    redis.call('HDEL', sub(id), 'k')
  elseif known[1] and (known[2] == 'q' or known[2] == 'c') then
    forgotten = forgotten + 1
    release(id, known[3], known[1], known[2])
    give(id, ARGV[1], token, known[1], 'd')
    leave(id, known[1], tonumber(known[4]))
    redis.call('HSET', sub(id), 'y', hold)
  end
end
return forgotten
