-- Number an event, put it into the log of the newest ones, and tell those who follow the log. With it they may get the
-- content that it is about, in a second line that nobody keeps.
local function log_event(prefix, id, at_ms, event, log_max, content)
  local seq = redis.call('INCR', prefix .. 'events:seq')
  local line = string.format('%d %s %s %s', seq, id, at_ms, event)
  redis.call('ZADD', prefix .. 'events:log', seq, line)
  redis.call('ZREMRANGEBYRANK', prefix .. 'events:log', 0, -1 - log_max)
  redis.call('PUBLISH', prefix .. 'log', line .. '\n' .. (content or ''))
  return seq
end

-- Whether this kind of write decides who hears what is said after it.
local function changes_members(kind)
  return string.find(kind, 'conversation.', 1, true) == 1 and kind ~= 'conversation.read'
end

-- Hand out what is accepted and not applied yet (docs/decisions/0009). finish.lua takes it back if it comes to nothing.
local function hand_out(prefix, id, at_ms, event, log_max, content)
  local seq = log_event(prefix, id, at_ms, event, log_max, content)
  redis.call('HSET', prefix .. 'write:' .. id, 'event_seq', seq)
  redis.call('ZADD', prefix .. 'events:early', seq, id)
end
