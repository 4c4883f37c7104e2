-- Forget versions and tombstones that are older than any read lease can be. ARGV: prefix, age in ms, batch.
local watermarks, watermarks_at = ARGV[1] .. 'cache:floors', ARGV[1] .. 'cache:floors_at'
local oldest = string.format('%.0f', now_ms() - ARGV[2])
local names = redis.call('ZRANGE', watermarks_at, '-inf', oldest, 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, name in ipairs(names) do
  redis.call('HDEL', watermarks, name)
  redis.call('ZREM', watermarks_at, name)
end
return #names
