-- requires: clock_functions
-- The time (ms) of the oldest member of a pending set, whose ids begin with the second of their making; and the time now.
-- KEYS: prefix. ARGV: the set, and what the names of its hashes begin with. Answers {now} when it is empty.
local first = nil
for _, id in ipairs(redis.call('ZRANGE', KEYS[1] .. ARGV[1], 0, -1)) do
  if not first or id < first then
    first = id
  end
end
local at_ms = first and redis.call('HGET', KEYS[1] .. ARGV[2] .. first, 'at_ms')
local now = whole(now_ms())
return at_ms and { now, at_ms } or { now }
