-- Take or keep a place among the `max` that somebody has; 0 when all are taken. Places that nobody keeps run out.
local places, member, max, life_ms = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', places, '-inf', now)
if not redis.call('ZSCORE', places, member) and redis.call('ZCARD', places) >= max then
  return 0
end
redis.call('ZADD', places, now + life_ms, member)
redis.call('PEXPIRE', places, life_ms)
return 1
