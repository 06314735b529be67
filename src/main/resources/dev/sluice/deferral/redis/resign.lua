-- Says that a submit is not sent any more by its holder, who is about to tell its end. Follows
-- queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  the claim
-- Result: 1; 0 where the claim is not the submit's last one.
-- Cost: O(1).

local known = mine(ARGV[1], ARGV[2])
if not known then
  return 0
end
if known.state == 'c' then
  redis.call('HSET', sub(ARGV[1]), 's', 'v')
  if known.owner then
    sends_less(known.owner, known.team)
  end
end
return 1
