-- One turn at a time takes batches of a queue; another one may when the first has not come back within `awake_ms`. Its state belongs to
-- all partitions.
local function hold_turn(prefix, queue, turn, awake_ms)
  local awake = prefix .. 'writes:awake:' .. queue
  local holder = redis.call('GET', awake)
  if holder and holder ~= turn then
    return false
  end
  redis.call('SET', awake, turn, 'PX', awake_ms)
  redis.call('DEL', prefix .. 'writes:woken:' .. queue, prefix .. 'writes:lingers:' .. queue)
  return true
end

-- Nothing is due: the turn lingers, and the next accepted write rings its bell; or it is over, and that wakes a worker
-- (wake_functions.lua).
local function linger_or_end(prefix, queue, turn, awake_ms, lingers)
  if lingers then
    redis.call('SET', prefix .. 'writes:lingers:' .. queue, turn, 'PX', awake_ms)
    return 'lingers'
  end
  redis.call('DEL', prefix .. 'writes:awake:' .. queue)
  return 'over'
end
