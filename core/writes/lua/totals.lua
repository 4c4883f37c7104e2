-- How many writes were ever accepted, applied and rejected, and how many are pending and dead: all at one moment. Not as a
-- transaction, which a full server refuses. KEYS: prefix.
local writes = KEYS[1] .. 'writes:'
local counted = redis.call('HMGET', writes .. 'totals', 'accepted', 'applied', 'rejected')
return { counted[1] or '0', counted[2] or '0', counted[3] or '0', redis.call('ZCARD', writes .. 'pending'),
  redis.call('ZCARD', writes .. 'dead') }
