-- flags: allow-oom
-- Remove the events of the outbox of a partition up to this number, which are in the log. KEYS: prefix. ARGV: number.
return redis.call('ZREMRANGEBYSCORE', KEYS[1] .. 'outbox', '-inf', ARGV[1])
