-- Store a write and make it pending, or refuse it. One call, so a write is accepted whole or not at all. Answers
-- {outcome, id, the write, 1 if the caller has to wake a worker up}.
local prefix, id, kind, resource, actor = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local idempotency, body_hash, request_id, body = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local creates, ordering_key, event, last_number, last_ms = ARGV[10], ARGV[11], ARGV[12], tonumber(ARGV[13]), tonumber(ARGV[14])
local summary, backlog_max, wait_ms, log_max = ARGV[15], tonumber(ARGV[16]), tonumber(ARGV[17]), tonumber(ARGV[18])
local slow_after_ms, stop_after_ms, chance = tonumber(ARGV[19]), tonumber(ARGV[20]), tonumber(ARGV[21])

local earlier = repeated(prefix, actor, idempotency, body_hash)
if earlier then
  return earlier
end

-- The answer got lost and the client sent the script again.
if redis.call('EXISTS', prefix .. 'write:' .. id) == 1 then
  return { 'accepted', id, redis.call('HGETALL', prefix .. 'write:' .. id) }
end

local pending = prefix .. 'writes:pending'
if redis.call('ZCARD', pending) >= backlog_max then
  return { 'busy', '' }
end

local clock = redis.call('TIME')
local due_ms = clock[1] * 1000 + math.floor(clock[2] / 1000)
local now = due_ms
if chance < pressure(prefix, now, slow_after_ms, stop_after_ms) then
  return { 'slow', '' }
end

-- `seq` orders edits for ever, also of documents that outlive this journal. A plain counter would begin anew with an
-- emptied journal and go back with a restored one; the clock does neither (docs/decisions/0011).
local seq = math.max(tonumber(redis.call('GET', prefix .. 'writes:seq') or '0') + 1, clock[1] * 1000000 + clock[2])
redis.call('SET', prefix .. 'writes:seq', string.format('%.0f', seq))

-- Messages get their number and their time here, in the order of acceptance; both only grow. What the caller knows of the
-- conversation counts when the journal has forgotten it.
local write = prefix .. 'write:' .. id
if event ~= '' then
  local numbers = prefix .. 'numbers:' .. ordering_key
  local had = redis.call('HMGET', numbers, 'last', 'at_ms')
  local number = math.max(tonumber(had[1] or '0'), last_number) + 1
  now = math.max(now, tonumber(had[2] or '0') + 1, last_ms + 1)
  redis.call('HSET', numbers, 'last', number, 'at_ms', string.format('%.0f', now))
  redis.call('EXPIRE', numbers, 86400)
  redis.call('HSET', write, 'number', number, 'event', event)
end

redis.call('HSET', write,
  'kind', kind, 'resource', resource, 'actor', actor, 'body', body, 'body_hash', body_hash,
  'request_id', request_id, 'idempotency', idempotency, 'state', 'accepted', 'attempts', 0,
  'seq', string.format('%.0f', seq), 'at_ms', string.format('%.0f', now))
redis.call('ZADD', pending, due_ms, id)
redis.call('HINCRBY', prefix .. 'writes:totals', 'accepted', 1)
if idempotency ~= '' then
  redis.call('SET', prefix .. 'idempotency:' .. actor .. ':' .. idempotency, id)
end
if creates == '1' then
  redis.call('SET', prefix .. 'creating:' .. resource, id)
end
-- Writes with one ordering key are carried out in the order in which they were accepted: this one is due when the one before it
-- has ended, or with it in one batch (attempt_functions.lua).
local waits = false
if ordering_key ~= '' then
  local tail = prefix .. 'tail:' .. ordering_key
  local after = redis.call('GET', tail) or ''
  redis.call('HSET', write, 'chain', ordering_key, 'after', after)
  redis.call('SET', tail, id)
  if after ~= '' and redis.call('ZSCORE', pending, after) then
    redis.call('SADD', prefix .. 'waiting:' .. after, id)
    redis.call('ZADD', pending, due_ms + wait_ms, id)
    waits = true
  end
end
if not waits then
  redis.call('ZADD', prefix .. 'writes:untried', due_ms, id)
end
-- A change of members is a barrier: the events of later messages queue behind it until it has taken effect, because it
-- decides who receives them. finish.lua sends them then.
local barrier = prefix .. 'line:' .. ordering_key
if changes_members(kind) then
  redis.call('RPUSH', prefix .. 'line:conversation:' .. resource, id)
elseif event ~= '' and redis.call('EXISTS', barrier) == 1 then
  redis.call('RPUSH', barrier, id)
elseif event ~= '' then
  -- Without the author's summary each receiver has to read more anyhow.
  local content = summary ~= '' and cjson.encode({ summary, redis.call('HGETALL', write) }) or ''
  log_early_event(prefix, id, string.format('%.0f', now), event, log_max, content)
end
return { 'accepted', id, redis.call('HGETALL', write), waits and 0 or has_to_wake(prefix) }
