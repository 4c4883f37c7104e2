-- requires: clock_functions, pending_functions
-- Whether writes of these queues are due in this partition. KEYS: prefix. ARGV: queues. Answers 1 or 0 for each.
local now, pending, are_due = whole(now_ms()), {}, {}
for n, queue in ipairs(ARGV) do
  pending[n], are_due[n] = pending_of(KEYS[1], queue), 0
end
-- In most partitions nothing is pending at all.
if redis.call('EXISTS', unpack(pending)) == 0 then
  return are_due
end
for n = 1, #ARGV do
  are_due[n] = #redis.call('ZRANGE', pending[n], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)
end
return are_due
