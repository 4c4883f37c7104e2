-- flags: allow-oom
-- requires: clock_functions, log_functions
-- Copy events of one partition from its outbox into the log, in their order, each once whoever copies it.
-- KEYS: prefix of what belongs to all. ARGV: log_max, the partition's number in hex digits, and the elements of its outbox
-- from the first one on. Answers how many were not there before.
local prefix, log_max, partition = KEYS[1], tonumber(ARGV[1]), ARGV[2]
local numbers, copied = prefix .. 'events:numbers', prefix .. 'events:copied'
local before = tonumber(redis.call('HGET', copied, partition) or '0')
local count = 0
for n = 3, #ARGV do
  local number, id, at_ms, event, content = string.match(ARGV[n], '^(%d+) (%S+) (%S+) (.-)\n(.*)$')
  if tonumber(number) > before then
    local seq = log_event_at_once(prefix, id, at_ms, event, log_max, content)
    redis.call('ZADD', numbers, seq, partition .. '-' .. number)
    before = tonumber(number)
    count = count + 1
  end
end
redis.call('HSET', copied, partition, whole(before))
redis.call('ZREMRANGEBYRANK', numbers, 0, -1 - log_max)
return count
