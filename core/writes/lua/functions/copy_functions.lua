-- requires: clock_functions, log_functions
-- Copy events of a partition into the log: elements of its outbox, from the first one on. What the log has had is known by their
-- numbers, so each comes into it once, whoever copies it. Answers how many were not there before, and the last one's number.
-- `prefix` is that of what belongs to all, `partition` the number of the partition in two hex digits.
local function copy_into_log(prefix, partition, elements, log_max)
  local copied, count, last = prefix .. 'events:copied', 0, nil
  local before = tonumber(redis.call('HGET', copied, partition) or '0')
  for _, element in ipairs(elements) do
    local number, id, at_ms, event, content = string.match(element, '^(%d+) (%S+) (%S+) (.-)\n(.*)$')
    last = number
    if tonumber(number) > before then
      local seq = log_event_at_once(prefix, id, at_ms, event, log_max, content)
      redis.call('ZADD', prefix .. 'events:numbers', seq, partition .. '-' .. number)
      before, count = tonumber(number), count + 1
    end
  end
  redis.call('HSET', copied, partition, whole(before))
  redis.call('ZREMRANGEBYRANK', prefix .. 'events:numbers', 0, -1 - log_max)
  return count, last
end
