-- requires: clock_functions, history_functions, pending_functions
-- Begin one attempt at a pending write. It holds a lease; a later attempt gets a new one, and the results of the earlier
-- attempt are refused from then on (finish.lua, defer.lua). The writes of a batch are applied in the order of their
-- acceptance, so a batch may hold a write and its predecessor with the same ordering key: `taken` is the batch so far.
-- Answers 'begun', 'exhausted', 'finished', 'leased' or 'waits'.
local function begin_attempt(prefix, queue, id, now, limits, taken, where)
  local write, pending = prefix .. 'write:' .. id, pending_of(prefix, queue)
  redis.call('ZREM', prefix .. 'writes:untried:' .. queue, id)
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
  if after ~= '' and not taken[after] and pending_set(prefix, after) then
    redis.call('SADD', prefix .. 'waiting:' .. after, id)
    redis.call('ZADD', pending, now + limits.wait_ms, id)
    return 'waits'
  end
  local until_ms = whole(now + limits.lease_ms)
  redis.call('HINCRBY', write, 'lease', 1)
  redis.call('HSET', write, 'lease_ms', until_ms)
  redis.call('ZADD', pending, until_ms, id)
  if tonumber(known[1]) >= limits.attempts_max then
    return 'exhausted'
  end
  add_history(prefix, id, now, 'attempt ' .. redis.call('HINCRBY', write, 'attempts', 1) .. where)
  return 'begun'
end
