-- requires: clock_functions, pending_functions
-- Whether writes of these queues are due in this partition. KEYS: prefix. ARGV: queues. Answers 1 or 0 for each.
local now, are_due = whole(now_ms()), {}
for n, queue in ipairs(ARGV) do
  are_due[n] = #redis.call('ZRANGE', pending_of(KEYS[1], queue), '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)
end
return are_due
