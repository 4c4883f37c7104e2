-- requires: pending_functions
-- How many writes of each queue are pending. KEYS: prefix. ARGV: the queues.
local counts = {}
for n, queue in ipairs(ARGV) do
  counts[n] = redis.call('ZCARD', pending_of(KEYS[1], queue))
end
return counts
