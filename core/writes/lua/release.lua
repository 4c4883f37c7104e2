-- flags: allow-oom
-- requires: clock_functions
-- A turn restarts because its process died: the writes of its batch are due at once, in smaller batches. The write of a
-- batch of one waits for the end of its lease: it may be what killed the process.
-- KEYS: prefix. ARGV: turn. Answers how many writes were released.
local prefix, batch_key = KEYS[1], KEYS[1] .. 'turn:' .. ARGV[1]
local ids = redis.call('LRANGE', batch_key, 0, -1)
redis.call('DEL', batch_key)
if #ids < 2 then
  return 0
end
local now = whole(now_ms())
local released = 0
for _, id in ipairs(ids) do
  local write = prefix .. 'write:' .. id
  if redis.call('HEXISTS', write, 'lease_ms') == 1 and redis.call('ZADD', prefix .. 'writes:pending', 'XX', 'CH', now, id) == 1 then
    redis.call('HDEL', write, 'lease_ms')
    released = released + 1
  end
end
return released
