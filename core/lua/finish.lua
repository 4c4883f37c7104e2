-- End a write: its receipt, its event and the counters change together, once, and never backwards.
-- Returns the writes that waited for this one and are due now.
local prefix, id, state, problem, event, ttl_s = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local cached_ms, log_max = ARGV[7], tonumber(ARGV[8])
local write, pending, dead = prefix .. 'write:' .. id, prefix .. 'writes:pending', prefix .. 'writes:dead'
if redis.call('ZREM', pending, id) == 0 then
  return {}
end

local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
redis.call('HSET', write, 'state', state, 'finished_ms', now, 'problem', problem)
redis.call('HDEL', write, 'lease_ms')
local story = prefix .. 'story:' .. id
if cached_ms ~= '' then
  redis.call('RPUSH', story, cached_ms .. ' cached')
end
redis.call('RPUSH', story, now .. ' ' .. state)
if state == 'dead' then
  redis.call('ZADD', dead, now, id)
else
  -- What was written lives in MongoDB now; a finished receipt keeps no content.
  redis.call('HDEL', write, 'body')
  redis.call('EXPIRE', write, ttl_s)
  redis.call('EXPIRE', story, ttl_s)
  redis.call('HINCRBY', prefix .. 'writes:totals', state, 1)
  if state == 'applied' then
    redis.call('HSET', prefix .. 'progress', 'writes', now)
  end
  local key = redis.call('HMGET', write, 'actor', 'idempotency')
  if key[2] ~= '' then
    redis.call('EXPIRE', prefix .. 'idempotency:' .. key[1] .. ':' .. key[2], ttl_s)
  end
end

-- What was handed out when it was accepted is in the log already; should it have come to nothing, it is taken back.
local seq = redis.call('HGET', write, 'event_seq')
redis.call('ZREM', prefix .. 'events:early', id)
if seq and state ~= 'applied' then
  redis.call('HDEL', write, 'event_seq')
  local said = redis.call('HGET', write, 'event')
  log_event(prefix, id, now, (string.gsub(said, 'message%.new', 'message.retracted', 1)), log_max)
elseif state == 'applied' and event ~= '' then
  seq = seq or log_event(prefix, id, now, event, log_max)
  redis.call('HSET', prefix .. 'event:' .. id, 'body', event, 'at_ms', now,
    'seq', seq, 'request_id', redis.call('HGET', write, 'request_id'))
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
local resource, chain, kind = unpack(redis.call('HMGET', write, 'resource', 'chain', 'kind'))
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
