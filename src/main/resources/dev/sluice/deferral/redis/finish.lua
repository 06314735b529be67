-- Forgets a submit. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  the claim
-- Result: 1; 0 where the claim is not the submit's last one.
-- Cost: O(log n) in what waits.

local known = mine(ARGV[1], ARGV[2])
if not known then
  return 0
end
if known.state == 'd' then
  gone_by(known.team, clock())
end
forget(ARGV[1], known.team, known.owner, known.state, known.bytes)
return 1
