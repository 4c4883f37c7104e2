-- flags: allow-oom
-- requires: clock_functions, log_functions
-- Copy events from the outboxes of partitions into the log, those of each in their order, each once whoever copies it.
-- KEYS: prefix of what belongs to all. ARGV: log_max, then of each partition: its number in hex digits, how many elements of
-- its outbox follow, and these, from the first one on. Answers how many were not there before.
local prefix, log_max = KEYS[1], tonumber(ARGV[1])
local numbers, copied = prefix .. 'events:numbers', prefix .. 'events:copied'
local count = 0

local function copy(partition, first, last)
  local before = tonumber(redis.call('HGET', copied, partition) or '0')
  for n = first, last do
    local number, id, at_ms, event, content = string.match(ARGV[n], '^(%d+) (%S+) (%S+) (.-)\n(.*)$')
    if tonumber(number) > before then
      local seq = log_event_at_once(prefix, id, at_ms, event, log_max, content)
      redis.call('ZADD', numbers, seq, partition .. '-' .. number)
      before = tonumber(number)
      count = count + 1
    end
  end
  redis.call('HSET', copied, partition, whole(before))
end

local at = 2
while at <= #ARGV do
  local last = at + 1 + tonumber(ARGV[at + 1])
  copy(ARGV[at], at + 2, last)
  at = last + 1
end
redis.call('ZREMRANGEBYRANK', numbers, 0, -1 - log_max)
return count
