-- requires: clock_functions, log_functions
-- So many events of one outbox are copied in a step; more are left to the announcer.
local OUTBOX_MAX = 200

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

-- Copy what is in the outbox of a partition, and remove it there; `all` is the prefix of what belongs to all, on the same server.
-- Answers how many events were not in the log before, and how many there were, `max` at the most.
local function empty_outbox(all, prefix, log_max, max)
  local outbox = prefix .. 'outbox'
  local elements = redis.call('ZRANGE', outbox, 0, max - 1)
  if #elements == 0 then
    return 0, 0
  end
  local count, last = copy_into_log(all, string.match(prefix, '{(%x+)}:$'), elements, log_max)
  redis.call('ZREMRANGEBYSCORE', outbox, '-inf', last)
  return count, #elements
end
