-- flags: allow-oom
-- requires: copy_functions
-- Copy events from the outboxes of partitions that other servers have. KEYS: prefix of what belongs to all. ARGV: log_max, then
-- of each partition: its number in hex digits, how many elements of its outbox follow, and these, from the first one on.
-- Answers how many were not in the log before.
local prefix, log_max = KEYS[1], tonumber(ARGV[1])
local count, at = 0, 2
while at <= #ARGV do
  local last = at + 1 + tonumber(ARGV[at + 1])
  count = count + copy_into_log(prefix, ARGV[at], { unpack(ARGV, at + 2, last) }, log_max)
  at = last + 1
end
return count
