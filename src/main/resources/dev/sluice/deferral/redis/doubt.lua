-- Says that nobody knows what became of a departed submit. Follows queue.lua.
--
-- KEYS[1]  sums
-- ARGV[1]  id    ARGV[2]  the claim
-- Result: 1; 0 where the claim is not the submit's last one.
-- Cost: O(log n) in what has departed.

local known = mine(ARGV[1], ARGV[2])
if not known or known.state ~= 'd' then
  return 0
end
let_go(ARGV[1], clock())
return 1
