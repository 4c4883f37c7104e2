-- Pending writes, by when they are due: a set for each queue (core/writes/kinds.py).
local function pending_of(prefix, queue)
  return prefix .. 'writes:pending:' .. queue
end

-- The set that this write is in, if it is pending.
local function pending_set(prefix, id)
  local queue = redis.call('HGET', prefix .. 'write:' .. id, 'queue')
  local pending = queue and pending_of(prefix, queue)
  return pending and redis.call('ZSCORE', pending, id) and pending
end
