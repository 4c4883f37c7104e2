-- requires: clock_functions, pending_functions
-- Whether writes of a queue are due in this partition. KEYS: prefix. ARGV: queue. Answers 1 or 0.
return #redis.call('ZRANGE', pending_of(KEYS[1], ARGV[1]), '-inf', whole(now_ms()), 'BYSCORE', 'LIMIT', 0, 1)
