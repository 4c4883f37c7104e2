-- flags: allow-oom
-- Let the cache be believed until then (core/reads/cache_debts.py). KEYS: prefix. ARGV: until when, by this server's clock in ms.
return redis.call('SET', KEYS[1] .. 'cache:trusted', 1, 'PXAT', ARGV[1])
