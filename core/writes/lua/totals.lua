-- requires: pending_functions
-- How many writes were ever accepted, applied and rejected, and how many are pending and dead: all at one moment. Not as a
-- transaction, which a full server refuses. KEYS: prefix. ARGV: the queues.
local writes, pending = KEYS[1] .. 'writes:', 0
for _, queue in ipairs(ARGV) do
  pending = pending + redis.call('ZCARD', pending_of(KEYS[1], queue))
end
local counted = redis.call('HMGET', writes .. 'totals', 'accepted', 'applied', 'rejected')
return { counted[1] or '0', counted[2] or '0', counted[3] or '0', pending, redis.call('ZCARD', writes .. 'dead') }
