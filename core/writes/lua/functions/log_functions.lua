-- requires: clock_functions
-- Where there are several partitions, those that belong to somebody have a tag: `social:{07}:`.
local function is_apart(prefix)
  return string.sub(prefix, -2) == '}:' and string.sub(prefix, -6) ~= '{all}:'
end

local function line_of(number, id, at_ms, event)
  return string.format('%s %s %s %s', whole(number), id, at_ms, event)
end

-- Number an event, put it into the log of the newest ones, and publish it on the log's channel. The channel carries the
-- content of a message as well, in a second line that is not stored.
local function log_event_at_once(prefix, id, at_ms, event, log_max, content)
  local seq = redis.call('INCR', prefix .. 'events:seq')
  local line = line_of(seq, id, at_ms, event)
  redis.call('ZADD', prefix .. 'events:log', seq, line)
  redis.call('ZREMRANGEBYRANK', prefix .. 'events:log', 0, -1 - log_max)
  redis.call('PUBLISH', prefix .. 'log', line .. '\n' .. (content or ''))
  return seq
end

-- Put an event into the outbox of its partition, from which it is copied into the log (copy_events.lua). Its number there is
-- greater than every one before, also in a journal that was emptied: what the log has had is known by that.
local function put_into_outbox(prefix, id, at_ms, event, content)
  local clock = redis.call('TIME')
  local last = tonumber(redis.call('GET', prefix .. 'outbox:number') or '0')
  local number = math.max(last + 1, clock[1] * 1000000 + clock[2])
  redis.call('SET', prefix .. 'outbox:number', whole(number))
  redis.call('ZADD', prefix .. 'outbox', number, line_of(number, id, at_ms, event) .. '\n' .. (content or ''))
  return whole(number)
end

-- Tell of an event; answers its number in the log, or in the outbox.
local function log_event(prefix, id, at_ms, event, log_max, content)
  if is_apart(prefix) then
    return put_into_outbox(prefix, id, at_ms, event, content)
  end
  return log_event_at_once(prefix, id, at_ms, event, log_max, content)
end

-- Send the event of a write that is accepted and not applied yet (docs/decisions/0009). finish.lua retracts it if the
-- write is refused.
local function log_early_event(prefix, id, at_ms, event, log_max, content)
  local seq = log_event(prefix, id, at_ms, event, log_max, content)
  redis.call('HSET', prefix .. 'write:' .. id, 'event_seq', seq)
  redis.call('ZADD', prefix .. 'events:early', seq, id)
end
