-- The first events of the outbox of a partition. KEYS: prefix. ARGV: how many at most.
return redis.call('ZRANGE', KEYS[1] .. 'outbox', 0, ARGV[1] - 1)
