-- flags: allow-oom
-- requires: clock_functions, pending_functions
-- These writes are leased by a turn whose process died: they are due at once. KEYS: prefix. ARGV: ids. Answers how many
-- were released.
local prefix, now, released = KEYS[1], whole(now_ms()), 0
for _, id in ipairs(ARGV) do
  local write = prefix .. 'write:' .. id
  local pending = redis.call('HEXISTS', write, 'lease_ms') == 1 and pending_set(prefix, id)
  if pending and redis.call('ZADD', pending, 'XX', 'CH', now, id) == 1 then
    redis.call('HDEL', write, 'lease_ms')
    released = released + 1
  end
end
return released
