-- requires: clock_functions
-- Forget versions and tombstones that are older than any read lease can be. KEYS: prefix. ARGV: age in ms, batch.
local watermarks, watermarks_at = KEYS[1] .. 'cache:floors', KEYS[1] .. 'cache:floors_at'
local oldest = whole(now_ms() - ARGV[1])
local names = redis.call('ZRANGE', watermarks_at, '-inf', oldest, 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, name in ipairs(names) do
  redis.call('HDEL', watermarks, name)
  redis.call('ZREM', watermarks_at, name)
end
return #names
