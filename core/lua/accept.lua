-- Store a write and make it pending, or say why not. One call, so a write is accepted whole or not at all.
local prefix, id, kind, resource, actor = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local body, body_hash, request_id, idempotency = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local creates, backlog_max, first_due_ms = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])
local chain = ARGV[13]

local idempotency_key = prefix .. 'idempotency:' .. actor .. ':' .. idempotency
if idempotency ~= '' then
  local earlier = redis.call('GET', idempotency_key)
  if earlier then
    local same = redis.call('HGET', prefix .. 'write:' .. earlier, 'body_hash') == body_hash
    return { same and 'replay' or 'conflict', earlier }
  end
end

-- The answer got lost and the client sent the script again.
if redis.call('EXISTS', prefix .. 'write:' .. id) == 1 then
  return { 'accepted', id }
end

local pending = prefix .. 'writes:pending'
if redis.call('ZCARD', pending) >= backlog_max then
  return { 'busy', '' }
end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('HSET', prefix .. 'write:' .. id,
  'kind', kind, 'resource', resource, 'actor', actor, 'body', body, 'body_hash', body_hash,
  'request_id', request_id, 'idempotency', idempotency, 'state', 'accepted', 'attempts', 0,
  'seq', redis.call('INCR', prefix .. 'writes:seq'), 'at_ms', string.format('%.0f', now))
redis.call('ZADD', pending, now + first_due_ms, id)
redis.call('HINCRBY', prefix .. 'writes:totals', 'accepted', 1)
if idempotency ~= '' then
  redis.call('SET', idempotency_key, id)
end
if creates == '1' then
  redis.call('SET', prefix .. 'creating:' .. resource, id)
end
-- Writes of one chain are carried out in the order in which they were accepted.
if chain ~= '' then
  local tail = prefix .. 'tail:' .. chain
  redis.call('HSET', prefix .. 'write:' .. id, 'chain', chain, 'after', redis.call('GET', tail) or '')
  redis.call('SET', tail, id)
end
return { 'accepted', id }
