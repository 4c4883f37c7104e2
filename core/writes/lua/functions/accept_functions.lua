-- The write that was accepted with this idempotency key: {'replay' or 'conflict', id, its hash}, or nil.
-- A hash of the request that an earlier version stored is longer and begins the same.
local function repeated(prefix, actor, idempotency, request_hash)
  if idempotency == '' then
    return nil
  end
  local earlier = redis.call('GET', prefix .. 'idempotency:' .. actor .. ':' .. idempotency)
  if not earlier then
    return nil
  end
  local write = prefix .. 'write:' .. earlier
  local known = redis.call('HGET', write, 'body_hash') or ''
  local same = string.sub(known, 1, #request_hash) == request_hash
  return { same and 'replay' or 'conflict', earlier, redis.call('HGETALL', write) }
end

-- The share of new writes that is refused: 0 while each write is attempted within `slow_after_ms` of its acceptance, 1
-- when one has waited `stop_after_ms` for its first attempt. Nothing is refused for its age while no write is applied at
-- all: then a server or the workers are unavailable, and accepted writes wait for them.
local APPLIED_WITHIN_MS = 5000
local function pressure(prefix, now, slow_after_ms, stop_after_ms)
  local first = redis.call('ZRANGE', prefix .. 'writes:untried', 0, 0, 'WITHSCORES')
  local waits_ms = first[2] and now - tonumber(first[2]) or 0
  local applied_ms = tonumber(redis.call('HGET', prefix .. 'progress', 'writes') or '0')
  if waits_ms <= slow_after_ms or now - applied_ms > APPLIED_WITHIN_MS then
    return 0
  end
  return math.min(1, (waits_ms - slow_after_ms) / (stop_after_ms - slow_after_ms))
end
