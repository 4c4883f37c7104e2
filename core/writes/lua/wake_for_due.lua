-- flags: allow-oom
-- requires: clock_functions, pending_functions, wake_functions
-- Whether writes of a queue are due without a turn that takes them, so that the caller has to wake a worker. KEYS: prefix. ARGV: queue.
local now = whole(now_ms())
if #redis.call('ZRANGE', pending_of(KEYS[1], ARGV[1]), '-inf', now, 'BYSCORE', 'LIMIT', 0, 1) == 0 then
  return 0
end
return has_to_wake(KEYS[1], ARGV[1])
