-- Adds to a number. KEYS: the number. ARGV: how much. Result: the new number. Cost: O(1).
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
