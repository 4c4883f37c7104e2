-- The share of new writes of a queue that is refused: 0 while each write is attempted within `slow_after_ms` of its acceptance, 1
-- when one has waited `stop_after_ms` for its first attempt. Nothing is refused for its age while no write is applied at
-- all: then a server or the workers are unavailable, and accepted writes wait for them.
local APPLIED_WITHIN_MS = 5000
local function pressure(prefix, queue, now, slow_after_ms, stop_after_ms)
  local first = redis.call('ZRANGE', prefix .. 'writes:untried:' .. queue, 0, 0, 'WITHSCORES')
  local waits_ms = first[2] and now - tonumber(first[2]) or 0
  local applied_ms = tonumber(redis.call('HGET', prefix .. 'progress', queue) or '0')
  if waits_ms <= slow_after_ms or now - applied_ms > APPLIED_WITHIN_MS then
    return 0
  end
  return math.min(1, (waits_ms - slow_after_ms) / (stop_after_ms - slow_after_ms))
end
