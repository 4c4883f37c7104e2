-- requires: clock_functions, log_functions, copy_functions, pending_functions, accept_functions, wake_functions
-- Store a write and make it pending, or refuse it. One call, so a write is accepted whole or not at all. KEYS: prefix.
-- ARGV: the write as JSON (core/writes/journal.py), and its body. Answers {outcome, id, the write, 1 if the caller has to
-- wake a worker up, or on a cluster to tell that something is due in this partition (tell.lua)}. `beside` is the prefix of what
-- belongs to all, if there are several partitions and the same server has that.
local prefix, asked, body = KEYS[1], cjson.decode(ARGV[1]), ARGV[2]
local id, ordering_key, early, queue = asked.id, asked.ordering_key, asked.early_event, asked.queue

-- The answer got lost and the script was sent again, or the same request came twice.
if redis.call('EXISTS', prefix .. 'write:' .. id) == 1 then
  return { 'accepted', id, redis.call('HGETALL', prefix .. 'write:' .. id) }
end

local pending = pending_of(prefix, queue)
if redis.call('ZCARD', pending) >= asked.backlog_max then
  return { 'busy', '' }
end

local clock = redis.call('TIME')
local due_ms = clock[1] * 1000 + math.floor(clock[2] / 1000)
local at_ms = due_ms
if asked.chance < pressure(prefix, queue, due_ms, asked.slow_after_ms, asked.stop_after_ms) then
  return { 'slow', '' }
end

-- `seq` orders edits for ever, also of documents that outlive this journal. A plain counter would begin anew with an
-- emptied journal and go back with a restored one; the clock does neither (docs/decisions/0011).
local seq = math.max(tonumber(redis.call('GET', prefix .. 'writes:seq') or '0') + 1, clock[1] * 1000000 + clock[2])
redis.call('SET', prefix .. 'writes:seq', whole(seq))

-- Messages get their number and their time here, in the order of acceptance; both only grow. What the caller knows of the
-- conversation counts when the journal has forgotten it.
local write = prefix .. 'write:' .. id
if early then
  local numbers = prefix .. 'numbers:' .. ordering_key
  local had = redis.call('HMGET', numbers, 'last', 'at_ms')
  local number = math.max(tonumber(had[1] or '0'), early.last_number) + 1
  at_ms = math.max(at_ms, tonumber(had[2] or '0') + 1, early.last_ms + 1)
  redis.call('HSET', numbers, 'last', number, 'at_ms', whole(at_ms))
  redis.call('EXPIRE', numbers, 86400)
  redis.call('HSET', write, 'number', number, 'event', early.event)
end

redis.call('HSET', write,
  'kind', asked.kind, 'queue', queue, 'resource', asked.resource, 'actor', asked.actor, 'body', body, 'body_hash', asked.request_hash,
  'request_id', asked.request_id, 'idempotency', asked.key_hash, 'state', 'accepted', 'attempts', 0,
  'seq', whole(seq), 'at_ms', whole(at_ms))
if (asked.traceparent or '') ~= '' then
  redis.call('HSET', write, 'traceparent', asked.traceparent)
end
redis.call('ZADD', pending, due_ms, id)
redis.call('HINCRBY', prefix .. 'writes:totals', 'accepted', 1)
if asked.creates then
  redis.call('SET', prefix .. 'creating:' .. asked.resource, id)
end
-- Writes with one ordering key are carried out in the order in which they were accepted: this one is due when the one before it
-- has ended, or with it in one batch (attempt_functions.lua).
local waits = false
if ordering_key ~= '' then
  local tail = prefix .. 'tail:' .. ordering_key
  local after = redis.call('GET', tail) or ''
  redis.call('HSET', write, 'chain', ordering_key, 'after', after)
  redis.call('SET', tail, id)
  waits = after ~= '' and pending_set(prefix, after) and after
end
-- What another queue is about to create has to be there first.
if not waits and asked.needs ~= '' and redis.call('EXISTS', prefix .. 'creating:' .. asked.needs) == 1 then
  waits = asked.needs
end
if waits then
  redis.call('SADD', prefix .. 'waiting:' .. waits, id)
  redis.call('ZADD', pending, due_ms + asked.wait_ms, id)
else
  redis.call('ZADD', prefix .. 'writes:untried:' .. queue, due_ms, id)
end
-- A change of members is a barrier: the events of later messages queue behind it until it has taken effect, because it
-- decides who receives them. finish.lua sends them then.
local barrier = prefix .. 'line:' .. ordering_key
if asked.changes_members then
  redis.call('RPUSH', prefix .. 'line:conversation:' .. asked.resource, id)
elseif early and redis.call('EXISTS', barrier) == 1 then
  redis.call('RPUSH', barrier, id)
elseif early then
  -- Without the author's summary each receiver has to read more anyhow.
  local content = early.summary ~= '' and cjson.encode({ early.summary, redis.call('HGETALL', write) }) or ''
  log_early_event(prefix, id, whole(at_ms), early.event, asked.log_max, content)
end
if early and asked.beside ~= '' then
  empty_outbox(asked.beside, prefix, asked.log_max, OUTBOX_MAX)
end
local has_to_tell = 0
if not waits and asked.are_together then
  has_to_tell = has_to_wake(prefix, queue)
elseif not waits and asked.beside ~= '' then
  redis.call('SADD', asked.beside .. 'writes:told:' .. queue, prefix)
  has_to_tell = has_to_wake(asked.beside, queue)
elseif not waits then
  has_to_tell = redis.call('SET', prefix .. 'writes:told:' .. queue, 1, 'NX', 'PX', asked.told_ms) and 1 or 0
end
return { 'accepted', id, redis.call('HGETALL', write), has_to_tell }
