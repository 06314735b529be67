-- A task's record, for the steps that answer with it; read before them.
--
-- KEYS[1]  the task: a hash
--            u  upstream, empty while none has a deferred submit
--            i  the upstream's own id of the task
--            t  team                m  model              p  provider
--            s  slot                a  accepted, Unix milliseconds
--            w  while it is open: the upstream's last word
--            e  how it ended        z  when, Unix milliseconds
--            o  while the end is owed: 1 (the outbox)
--            c  where the team wants to be told of the end, if it does
--            d  the language in which the team asked; missing where that was not kept
--            q  the model that it asked for, where that is another than m
-- KEYS[2]  after the end, for as long as envelopes are kept: the upstream's last word
--
-- A word is its HTTP status in three digits, 000 for a callback, and then the envelope, byte for
-- byte.
--
-- record() is u i t m p s a word e z c o d q, each nil where it is not there; nil for no such task.
-- Cost: two reads of one key each.

local function record()
  local known = redis.call('HMGET', KEYS[1], 'u', 'i', 't', 'm', 'p', 's', 'a', 'w', 'e', 'z', 'c', 'o',
    'd', 'q')
  if not known[1] then
    return false
  end
  if known[9] then
    known[8] = redis.call('GET', KEYS[2])
  end
  return known
end
