-- Under which id a team knows a task whose own id stands for another upstream's already (law T1).
--
-- KEYS[1]  the alias of one upstream's task
-- ARGV[1]  the id to be used if there is none    ARGV[2]  how long it is kept, milliseconds
-- Result: the id that stands.
-- Cost: one write, one read.

redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])
