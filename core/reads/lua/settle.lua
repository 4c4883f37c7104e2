-- flags: allow-oom
-- Forget debts to the cache, except those that were made again. KEYS: prefix. ARGV: name and mark of each.
local owed = KEYS[1] .. 'cache:owed'
for n = 1, #ARGV, 2 do
  if redis.call('HGET', owed, ARGV[n]) == ARGV[n + 1] then
    redis.call('HDEL', owed, ARGV[n])
  end
end
return 0
