-- Lists a task that ended.
--
-- KEYS[1]  the team's list of those that ended so: a sorted set by when, Unix milliseconds
-- KEYS[2]  the teams that have lists: a set
-- ARGV[1]  when    ARGV[2]  the task, which begins with its slot and a space; the same each time
-- ARGV[3]  how many are kept    ARGV[4]  how long, milliseconds    ARGV[5]  the team
-- Result: nil.
-- Cost: O(log n) in the list.

redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
