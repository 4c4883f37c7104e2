-- End an attempt that did not finish the write: it stays pending and is due again after a while. Does nothing for an
-- attempt whose lease somebody else has.
local prefix, id, delay_ms, refund, reason, waits_for = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6]
local lease = ARGV[7]
local write, pending = prefix .. 'write:' .. id, prefix .. 'writes:pending'
if not redis.call('ZSCORE', pending, id) or redis.call('HGET', write, 'lease') ~= lease then
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
tell_story(prefix, id, now, 'put_off ' .. reason)
if waits_for ~= '' then
  redis.call('SADD', prefix .. 'waiting:' .. waits_for, id)
end
return 1
