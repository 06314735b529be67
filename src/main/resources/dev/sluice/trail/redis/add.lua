-- Writes an entry of the audit trail. Follows trail.lua.
--
-- KEYS[1]  the trail: a stream
-- ARGV[1]  the entry
-- Result: nil.
-- Cost: O(1).

trail(KEYS[1], ARGV[1])
