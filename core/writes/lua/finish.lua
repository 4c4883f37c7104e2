-- flags: allow-oom
-- requires: clock_functions, log_functions, copy_functions, history_functions, pending_functions
-- End writes, in this order: the receipt, the event and the counters of each change together, once, and never backwards.
-- An attempt whose lease has been replaced ends nothing.
-- KEYS: prefix. ARGV: ttl_s, log_max, the prefix of what belongs to all if its events are to be copied there, or '', then of each: id, lease, state, problem, event, when the cache had it (ms) or '', the
-- id of the item of an earlier request which this one repeats, or '', '1' if it changes who is a member, and as JSON the
-- events beside its own, each as its id and itself, or '', and why it waits for a moderator, by spaces, or ''. Answers the ids of the writes that
-- ended, and the other queues in which one is due now that waited for one of them.
local prefix, ttl_s, log_max = KEYS[1], ARGV[1], tonumber(ARGV[2])
local dead, totals = prefix .. 'writes:dead', prefix .. 'writes:totals'
local ended_ms = now_ms()
local now = whole(ended_ms)

local function read(write)
  local flat, found = redis.call('HGETALL', write), {}
  for n = 1, #flat, 2 do
    found[flat[n]] = flat[n + 1]
  end
  return found
end

-- MongoDB has the content now. A finished receipt keeps what its owner and a repeated request ask for. It is stored as a
-- new hash, because one that once held a long text takes three times the memory for as long as it exists.
local KEPT = { 'resource', 'state', 'kind', 'actor', 'request_id', 'attempts', 'seq', 'at_ms', 'finished_ms', 'number',
  'problem', 'story', 'idempotency', 'held' }
local function keep_receipt(write, found)
  local kept = {}
  for _, name in ipairs(KEPT) do
    if (found[name] or '') ~= '' then
      kept[#kept + 1], kept[#kept + 2] = name, found[name]
    end
  end
  if (found.idempotency or '') ~= '' then
    kept[#kept + 1], kept[#kept + 2] = 'body_hash', found.body_hash
  end
  redis.call('DEL', write)
  redis.call('HSET', write, unpack(kept))
  redis.call('EXPIRE', write, ttl_s)
  redis.call('HINCRBY', totals, found.state, 1)
end

local function keep_dead(write, id, found)
  redis.call('HSET', write, 'state', 'dead', 'finished_ms', now, 'problem', found.problem, 'story', found.story)
  redis.call('HDEL', write, 'lease_ms', 'event_seq')
  redis.call('ZADD', dead, now, id)
end

-- The event that takes `<noun>.new` back.
local function retraction_of(early_event)
  local kind, rooms, body = string.match(early_event, '^(%S+) (%S+) ({.*})$')
  local event = cjson.decode(body or early_event)
  event.type = string.gsub(event.type, '%.new$', '.retracted')
  return (body and event.type .. ' ' .. rooms .. ' ' or '') .. cjson.encode(event)
end

local function make_pending(event_id, event, seq, found)
  redis.call('HSET', prefix .. 'event:' .. event_id, 'body', event, 'at_ms', now, 'seq', seq,
    'request_id', found.request_id or '')
  redis.call('ZADD', prefix .. 'events:pending', seq, event_id)
end

-- An early event is in the log already; it is retracted when the write is not applied.
local function end_event(id, found, event)
  local seq = found.event_seq
  redis.call('ZREM', prefix .. 'events:early', id)
  if seq and found.state ~= 'applied' then
    log_event(prefix, id, now, retraction_of(found.event), log_max)
  elseif found.state == 'applied' and event ~= '' then
    make_pending(id, event, seq or log_event(prefix, id, now, event, log_max), found)
  end
end

local function tell_also(found, also)
  if found.state == 'applied' and also ~= '' then
    for _, each in ipairs(cjson.decode(also)) do
      make_pending(each[1], each[2], log_event(prefix, each[1], now, each[2], log_max), found)
    end
  end
end

local queues_due = {}
local function make_due(waiting, ended_in)
  for _, waiter in ipairs(redis.call('SMEMBERS', waiting)) do
    local pending = pending_set(prefix, waiter)
    if pending then
      redis.call('ZADD', pending, now, waiter)
      local queue = redis.call('HGET', prefix .. 'write:' .. waiter, 'queue')
      if queue ~= ended_in then
        queues_due[queue] = true
      end
    end
  end
  redis.call('DEL', waiting)
end

-- Make due what waits for the item that this write creates, and the next write with its ordering key (the field `chain`).
local function release_waiting(id, found)
  if redis.call('GET', prefix .. 'creating:' .. found.resource) == id then
    redis.call('DEL', prefix .. 'creating:' .. found.resource)
    make_due(prefix .. 'waiting:' .. found.resource, found.queue)
  end
  make_due(prefix .. 'waiting:' .. id, found.queue)
  if found.chain and redis.call('GET', prefix .. 'tail:' .. found.chain) == id then
    redis.call('DEL', prefix .. 'tail:' .. found.chain)
  end
end

-- Send the early events that queue behind this change of members, up to the next one.
local function lift_barrier(id, found)
  local barrier = prefix .. 'line:conversation:' .. found.resource
  redis.call('LREM', barrier, 1, id)
  local first = redis.call('LINDEX', barrier, 0)
  local waiting = first and redis.call('HMGET', prefix .. 'write:' .. first, 'event', 'at_ms')
  while first and waiting[1] do
    log_early_event(prefix, first, waiting[2], waiting[1], log_max)
    redis.call('LPOP', barrier)
    first = redis.call('LINDEX', barrier, 0)
    waiting = first and redis.call('HMGET', prefix .. 'write:' .. first, 'event', 'at_ms')
  end
end

local ended = {}
for n = 4, #ARGV, 10 do
  local id, lease, state, problem, event, cached_ms, resource, changes_members, also, held = unpack(ARGV, n, n + 9)
  local write = prefix .. 'write:' .. id
  local found = read(write)
  if found.lease == lease and found.queue and redis.call('ZREM', pending_of(prefix, found.queue), id) == 1 then
    if cached_ms ~= '' then
      found.story = with_line(found.story, found.at_ms, cached_ms, 'cached')
    end
    found.story = with_line(found.story, found.at_ms, ended_ms, state)
    found.state, found.finished_ms, found.problem, found.held = state, now, problem, held
    end_event(id, found, event)
    tell_also(found, also)
    release_waiting(id, found)
    if changes_members == '1' then
      lift_barrier(id, found)
    end
    if state == 'dead' then
      keep_dead(write, id, found)
    else
      found.resource = resource ~= '' and resource or found.resource
      keep_receipt(write, found)
    end
    if state == 'applied' then
      redis.call('HSET', prefix .. 'progress', found.queue, now)
    end
    ended[#ended + 1] = id
  end
end
if ARGV[3] ~= '' then
  empty_outbox(ARGV[3], prefix, log_max, OUTBOX_MAX)
end
local others = {}
for queue in pairs(queues_due) do
  others[#others + 1] = queue
end
return { ended, others }
