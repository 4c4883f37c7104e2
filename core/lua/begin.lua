-- Start one attempt at a pending write. Nobody else gets it until the lease ends or the attempt does; who comes later has
-- another lease, and what the earlier one says counts no longer (finish.lua, put_off.lua).
local prefix, id, attempts_max = ARGV[1], ARGV[2], tonumber(ARGV[3])
local lease_ms, wait_ms = tonumber(ARGV[4]), tonumber(ARGV[5])
local write, pending = prefix .. 'write:' .. id, prefix .. 'writes:pending'
redis.call('ZREM', prefix .. 'writes:untried', id)
if not redis.call('ZSCORE', pending, id) then
  return { 'finished' }
end
if redis.call('EXISTS', write) == 0 then
  redis.call('ZREM', pending, id)
  return { 'finished' }
end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if tonumber(redis.call('HGET', write, 'lease_ms') or '0') > now then
  return { 'leased' }
end
-- The end of its predecessor in the chain makes it due and wakes it up; should that message get lost, the sweeper does.
local after = redis.call('HGET', write, 'after')
if after and after ~= '' and redis.call('ZSCORE', pending, after) then
  redis.call('SADD', prefix .. 'waiting:' .. after, id)
  redis.call('ZADD', pending, now + wait_ms, id)
  return { 'waits' }
end
local lease = redis.call('HINCRBY', write, 'lease', 1)
redis.call('HSET', write, 'lease_ms', string.format('%.0f', now + lease_ms))
redis.call('ZADD', pending, now + lease_ms, id)
if tonumber(redis.call('HGET', write, 'attempts')) >= attempts_max then
  return { 'exhausted', redis.call('HGETALL', write) }
end
redis.call('HINCRBY', write, 'attempts', 1)
tell_story(prefix, id, now, 'attempt ' .. redis.call('HGET', write, 'attempts'))
return { 'begun', redis.call('HGETALL', write) }
