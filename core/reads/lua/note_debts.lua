-- flags: allow-oom
-- These items are owed to the cache, whatever write owes them. KEYS: prefix. ARGV: names.
for _, name in ipairs(ARGV) do
  redis.call('HINCRBY', KEYS[1] .. 'cache:owed', name, 1)
end
return #ARGV
