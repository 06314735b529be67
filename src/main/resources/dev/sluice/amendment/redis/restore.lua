-- Keeps what a replica remembers, where an older one is kept, or none.
--
-- KEYS[1]  the amendments: a hash of number, label and json
-- ARGV[1]  the number of what is remembered
-- ARGV[2]  its label
-- ARGV[3]  the whole as JSON
-- Result: nil.
-- Cost: O(1), and the bytes of the whole.

if tonumber(redis.call('HGET', KEYS[1], 'number') or '0') < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'number', ARGV[1], 'label', ARGV[2], 'json', ARGV[3])
end
