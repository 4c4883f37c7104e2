-- requires: lease_functions
-- Whether the cache has this item and may be trusted: 1 or 0. KEYS: prefix. ARGV: name.
return is_trusted(KEYS[1]) and redis.call('EXISTS', KEYS[1] .. ARGV[1]) or 0
