-- requires: clock_functions, lease_functions
-- Forget an item and what is known of its version. A new epoch voids every read lease, so that nothing older than
-- what is read from now on can be put. KEYS: prefix. ARGV: name, random of the new epoch.
local prefix, name = KEYS[1], ARGV[1]
begin_epoch(prefix, ARGV[2])
redis.call('DEL', prefix .. name)
redis.call('HDEL', prefix .. 'cache:floors', name)
redis.call('ZREM', prefix .. 'cache:floors_at', name)
redis.call('INCR', prefix .. 'cache:generation')
return 1
