-- End a write: its receipt, its event and the counters change together, once, and never backwards. Does nothing for an
-- attempt whose lease somebody else has. Returns the writes that waited for this one and are due now.
local prefix, id, state, problem, event, ttl_s = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local cached_ms, log_max, lease, resource_id = ARGV[7], tonumber(ARGV[8]), ARGV[9], ARGV[10]
local write, pending, dead = prefix .. 'write:' .. id, prefix .. 'writes:pending', prefix .. 'writes:dead'
if not redis.call('ZSCORE', pending, id) or redis.call('HGET', write, 'lease') ~= lease then
  return {}
end
redis.call('ZREM', pending, id)

local clock = redis.call('TIME')
local now_ms = clock[1] * 1000 + math.floor(clock[2] / 1000)
local now = string.format('%.0f', now_ms)
if cached_ms ~= '' then
  tell_story(prefix, id, tonumber(cached_ms), 'cached')
end
tell_story(prefix, id, now_ms, state)
local resource, chain, kind, seq, said = unpack(
  redis.call('HMGET', write, 'resource', 'chain', 'kind', 'event_seq', 'event'))
redis.call('HSET', write, 'state', state, 'finished_ms', now, 'problem', problem)
if state == 'dead' then
  redis.call('HDEL', write, 'lease_ms')
  redis.call('ZADD', dead, now, id)
else
  -- What was written lives in MongoDB now. A finished receipt keeps what its owner and a repeated request ask for, and is
  -- stored anew: a hash that once held a long text takes three times the memory for ever.
  local kept = { 'state', 'kind', 'actor', 'request_id', 'attempts', 'seq', 'at_ms', 'finished_ms', 'number', 'problem',
    'story', 'idempotency', 'body_hash' }
  local values = redis.call('HMGET', write, unpack(kept))
  redis.call('DEL', write)
  redis.call('HSET', write, 'resource', resource_id ~= '' and resource_id or resource)
  for at, value in ipairs(values) do
    if value and value ~= '' and (kept[at] ~= 'body_hash' or values[at - 1] ~= '') then
      redis.call('HSET', write, kept[at], value)
    end
  end
  redis.call('EXPIRE', write, ttl_s)
  redis.call('HINCRBY', prefix .. 'writes:totals', state, 1)
  if state == 'applied' then
    redis.call('HSET', prefix .. 'progress', 'writes', now)
  end
  local key = redis.call('HMGET', write, 'actor', 'idempotency')
  if key[2] then
    redis.call('EXPIRE', prefix .. 'idempotency:' .. key[1] .. ':' .. key[2], ttl_s)
  end
end

-- What was handed out when it was accepted is in the log already; should it have come to nothing, it is taken back.
redis.call('ZREM', prefix .. 'events:early', id)
if seq and state ~= 'applied' then
  redis.call('HDEL', write, 'event_seq')
  log_event(prefix, id, now, (string.gsub(said, 'message%.new', 'message.retracted', 1)), log_max)
elseif state == 'applied' and event ~= '' then
  seq = seq or log_event(prefix, id, now, event, log_max)
  redis.call('HSET', prefix .. 'event:' .. id, 'body', event, 'at_ms', now,
    'seq', seq, 'request_id', redis.call('HGET', write, 'request_id') or '')
  redis.call('ZADD', prefix .. 'events:pending', seq, id)
end

local due = {}
local function wake(waiting)
  for _, waiter in ipairs(redis.call('SMEMBERS', waiting)) do
    if redis.call('ZADD', pending, 'XX', 'CH', now, waiter) == 1 then
      due[#due + 1] = { waiter, redis.call('HGET', prefix .. 'write:' .. waiter, 'kind') }
    end
  end
  redis.call('DEL', waiting)
end

-- Those that wait for what this one creates, and those that come after it in its chain.
if redis.call('GET', prefix .. 'creating:' .. resource) == id then
  redis.call('DEL', prefix .. 'creating:' .. resource)
  wake(prefix .. 'waiting:' .. resource)
end
wake(prefix .. 'waiting:' .. id)
if chain and redis.call('GET', prefix .. 'tail:' .. chain) == id then
  redis.call('DEL', prefix .. 'tail:' .. chain)
end
-- Messages that stood behind this one in the line are handed out now, up to the next change of members.
if changes_members(kind) then
  local line = prefix .. 'line:conversation:' .. resource
  redis.call('LREM', line, 1, id)
  local first = redis.call('LINDEX', line, 0)
  local waiting = first and redis.call('HMGET', prefix .. 'write:' .. first, 'event', 'at_ms')
  while first and waiting[1] do
    hand_out(prefix, first, waiting[2], waiting[1], log_max)
    redis.call('LPOP', line)
    first = redis.call('LINDEX', line, 0)
    waiting = first and redis.call('HMGET', prefix .. 'write:' .. first, 'event', 'at_ms')
  end
end
return due
