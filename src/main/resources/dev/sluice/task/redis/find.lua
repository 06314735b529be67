-- Reads a task. Follows record.lua.
--
-- KEYS[1], KEYS[2]  see record.lua
-- Result: the record, or nil.

return record()
