-- requires: clock_functions, wake_functions
-- Whether writes are due without a turn that takes them, so that the caller has to wake a worker. KEYS: prefix.
local now = whole(now_ms())
if #redis.call('ZRANGE', KEYS[1] .. 'writes:pending', '-inf', now, 'BYSCORE', 'LIMIT', 0, 1) == 0 then
  return 0
end
return has_to_wake(KEYS[1])
