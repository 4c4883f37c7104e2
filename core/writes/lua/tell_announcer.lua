-- flags: allow-oom
-- Events are pending in these partitions. KEYS: prefix. ARGV: their prefixes.
return redis.call('SADD', KEYS[1] .. 'events:told', unpack(ARGV))
