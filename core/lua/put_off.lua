-- End an attempt that did not finish the write: it stays pending and is due again after a while.
local prefix, id, delay_ms, refund, reason, waits_for = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6]
local write, pending = prefix .. 'write:' .. id, prefix .. 'writes:pending'
if not redis.call('ZSCORE', pending, id) then
  return 0
end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if refund == '1' then
  redis.call('HINCRBY', write, 'attempts', -1)
end
redis.call('HDEL', write, 'lease_ms')
redis.call('HSET', write, 'last_error', reason)
redis.call('ZADD', pending, now + delay_ms, id)
redis.call('RPUSH', prefix .. 'story:' .. id, string.format('%.0f put_off %s', now, reason))
if waits_for ~= '' then
  redis.call('SADD', prefix .. 'waiting:' .. waits_for, id)
end
return 1
