-- One attempt at a pending write: who begins it has it until its lease ends or the attempt does. Whoever comes later has
-- another lease, and what the earlier one says counts no longer (finish.lua, defer.lua). Writes of one batch are applied
-- in the order of their acceptance, so one may be taken with the one before it that has its ordering key: `taken` has those of
-- the batch.
-- Answers 'begun', 'exhausted', 'finished', 'leased' or 'waits'.
local function begin_attempt(prefix, id, now, limits, taken, where)
  local write, pending = prefix .. 'write:' .. id, prefix .. 'writes:pending'
  redis.call('ZREM', prefix .. 'writes:untried', id)
  if not redis.call('ZSCORE', pending, id) then
    return 'finished'
  end
  local known = redis.call('HMGET', write, 'attempts', 'lease_ms', 'after')
  if not known[1] then
    redis.call('ZREM', pending, id)
    return 'finished'
  end
  if tonumber(known[2] or '0') > now then
    redis.call('ZADD', pending, known[2], id)
    return 'leased'
  end
  -- The end of its predecessor makes it due.
  local after = known[3] or ''
  if after ~= '' and not taken[after] and redis.call('ZSCORE', pending, after) then
    redis.call('SADD', prefix .. 'waiting:' .. after, id)
    redis.call('ZADD', pending, now + limits.wait_ms, id)
    return 'waits'
  end
  local until_ms = string.format('%.0f', now + limits.lease_ms)
  redis.call('HINCRBY', write, 'lease', 1)
  redis.call('HSET', write, 'lease_ms', until_ms)
  redis.call('ZADD', pending, until_ms, id)
  if tonumber(known[1]) >= limits.attempts_max then
    return 'exhausted'
  end
  tell_story(prefix, id, now, 'attempt ' .. redis.call('HINCRBY', write, 'attempts', 1) .. where)
  return 'begun'
end
