-- flags: allow-oom
-- requires: copy_functions
-- Copy events from the outboxes of partitions of this server into the log, and remove them there.
-- KEYS: prefix of what belongs to all, then of each partition. ARGV: log_max, how many events at most, then of each
-- partition its number in hex digits. Answers how many were not in the log before, and 1 if there may be more.
local log_max, room = tonumber(ARGV[1]), tonumber(ARGV[2])
local count = 0
for n = 2, #KEYS do
  local outbox = KEYS[n] .. 'outbox'
  local elements = redis.call('ZRANGE', outbox, 0, room - 1)
  if #elements > 0 then
    local new, last = copy_into_log(KEYS[1], ARGV[n + 1], elements, log_max)
    redis.call('ZREMRANGEBYSCORE', outbox, '-inf', last)
    count, room = count + new, room - #elements
  end
  if room == 0 then
    return { count, 1 }
  end
end
return { count, 0 }
