-- Keeps the record of a task that was accepted, once (law T1); or that of a deferred submit, which
-- no upstream has yet, until the task that came of it takes its place. Follows record.lua.
--
-- KEYS[1], KEYS[2]  see record.lua
-- ARGV[1]  upstream, empty where none has it yet    ARGV[2]  its own id of the task
-- ARGV[3]  team        ARGV[4]  model          ARGV[5]  provider
-- ARGV[6]  slot        ARGV[7]  accepted       ARGV[8]  word
-- ARGV[9]  where the team wants to be told of the end; empty for nowhere
-- ARGV[10] the language in which the team asked; empty where that is not known
-- ARGV[11] the model that it asked for; empty where that is the one told
-- ARGV[12] how long it is kept if nothing more is heard of it, milliseconds
-- Result: nil where it was bound by this call; else what was there, which may be another upstream's
--         task, and nothing was changed.
-- Cost: one write of the record.

local before = record()
local placeholder = before and before[1] == '' and not before[9] and ARGV[1] ~= ''
if before and not placeholder then
  return before
end
redis.call('HSET', KEYS[1],
  'u', ARGV[1], 'i', ARGV[2], 't', ARGV[3], 'm', ARGV[4], 'p', ARGV[5],
  's', ARGV[6], 'a', ARGV[7], 'w', ARGV[8])
if ARGV[9] ~= '' then
  redis.call('HSET', KEYS[1], 'c', ARGV[9])
end
if ARGV[10] ~= '' then
  redis.call('HSET', KEYS[1], 'd', ARGV[10])
end
if ARGV[11] ~= '' then
  redis.call('HSET', KEYS[1], 'q', ARGV[11])
end
redis.call('PEXPIRE', KEYS[1], ARGV[12])
return false
