-- Whether writes are due without a turn that takes them, so that the caller has to wake a worker. KEYS: prefix.
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
if #redis.call('ZRANGE', KEYS[1] .. 'writes:pending', '-inf', now, 'BYSCORE', 'LIMIT', 0, 1) == 0 then
  return 0
end
return has_to_wake(KEYS[1])
