-- flags: allow-oom
-- requires: pending_functions
-- Put the pending writes of a version that had one set for all of them into those of their queues, 1000 in one call.
-- KEYS: prefix. ARGV: the queue of each noun as JSON, and that of every other. Answers how many there were.
local prefix, queues = KEYS[1], cjson.decode(ARGV[1])
local before, untried = prefix .. 'writes:pending', prefix .. 'writes:untried'
local found = redis.call('ZRANGE', before, 0, 999, 'WITHSCORES')
for n = 1, #found, 2 do
  local id, write = found[n], prefix .. 'write:' .. found[n]
  local kind = redis.call('HGET', write, 'kind')
  if kind then
    local queue = queues[string.match(kind, '^[^.]*')] or ARGV[2]
    redis.call('HSET', write, 'queue', queue)
    redis.call('ZADD', pending_of(prefix, queue), found[n + 1], id)
    local accepted_ms = redis.call('ZSCORE', untried, id)
    if accepted_ms then
      redis.call('ZADD', prefix .. 'writes:untried:' .. queue, accepted_ms, id)
    end
  end
  redis.call('ZREM', before, id)
  redis.call('ZREM', untried, id)
end
return #found / 2
