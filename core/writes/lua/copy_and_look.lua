-- flags: allow-oom
-- requires: copy_functions, look_functions
-- Copy what is in the outboxes of partitions of this server into the log, and look which of their events no MQTT broker has
-- confirmed yet. KEYS: prefix of what belongs to all, then of each partition. ARGV: log_max, how many events of a partition are
-- copied at most, and how many are answered. Answers for each partition as pending_events in look_functions.lua, each with its
-- number in the log behind, or '' if that has forgotten it.
local answers = {}
for n = 2, #KEYS do
  empty_outbox(KEYS[1], KEYS[n], tonumber(ARGV[1]), tonumber(ARGV[2]))
  local found, partition = pending_events(KEYS[n], tonumber(ARGV[3])), string.match(KEYS[n], '{(%w+)}:$')
  for _, event in ipairs(found) do
    local number = redis.call('HGET', KEYS[n] .. 'event:' .. event[1], 'seq')
    event[3] = number and redis.call('ZSCORE', KEYS[1] .. 'events:numbers', partition .. '-' .. number) or ''
  end
  answers[n - 1] = found
end
return answers
