-- What some teams used in one day.
--
-- KEYS     the pages, see usage.lua
-- Result: for each page its kinds and their numbers in turn.
-- Cost: one read a page, each of at most some thousand fields.

local pages = {}
for i, key in ipairs(KEYS) do
  pages[i] = redis.call('HGETALL', key)
end
return pages
