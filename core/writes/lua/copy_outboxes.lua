-- flags: allow-oom
-- requires: copy_functions
-- Copy events from the outboxes of partitions of this server into the log. KEYS: prefix of what belongs to all, then of each
-- partition. ARGV: log_max, how many events at most. Answers how many were not in the log before, and 1 if there may be more.
local log_max, room, count = tonumber(ARGV[1]), tonumber(ARGV[2]), 0
for n = 2, #KEYS do
  local copied, found = empty_outbox(KEYS[1], KEYS[n], log_max, room)
  count, room = count + copied, room - found
  if room == 0 then
    return { count, 1 }
  end
end
return { count, 0 }
