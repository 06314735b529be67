-- What is kept of one ceiling, and the time at which it was so.
--
-- KEYS[1]  the ceiling
-- Result   1: what is kept, nil where nothing is; 2 and 3: Redis' TIME, seconds and microseconds
-- Cost     O(1): one GET of some 150 bytes

local time = redis.call('TIME')
return {redis.call('GET', KEYS[1]), time[1], time[2]}
