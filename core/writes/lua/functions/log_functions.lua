-- Number an event, put it into the log of the newest ones, and publish it on the log's channel. The channel carries the
-- content of a message as well, in a second line that is not stored.
local function log_event(prefix, id, at_ms, event, log_max, content)
  local seq = redis.call('INCR', prefix .. 'events:seq')
  local line = string.format('%d %s %s %s', seq, id, at_ms, event)
  redis.call('ZADD', prefix .. 'events:log', seq, line)
  redis.call('ZREMRANGEBYRANK', prefix .. 'events:log', 0, -1 - log_max)
  redis.call('PUBLISH', prefix .. 'log', line .. '\n' .. (content or ''))
  return seq
end

-- Send the event of a write that is accepted and not applied yet (docs/decisions/0009). finish.lua retracts it if the
-- write is refused.
local function log_early_event(prefix, id, at_ms, event, log_max, content)
  local seq = log_event(prefix, id, at_ms, event, log_max, content)
  redis.call('HSET', prefix .. 'write:' .. id, 'event_seq', seq)
  redis.call('ZADD', prefix .. 'events:early', seq, id)
end
