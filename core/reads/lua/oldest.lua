-- The time (ms) of the oldest member of a pending set, whose ids begin with the second of their making; and the time now.
-- KEYS: the set. ARGV: prefix of the hashes. Answers {now} when it is empty.
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
local first = nil
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if not first or id < first then
    first = id
  end
end
local at_ms = first and redis.call('HGET', ARGV[1] .. first, 'at_ms')
return at_ms and { now, at_ms } or { now }
