-- requires: clock_functions
-- Whether writes of this partition are due. KEYS: prefix. Answers 1 or 0.
return #redis.call('ZRANGE', KEYS[1] .. 'writes:pending', '-inf', whole(now_ms()), 'BYSCORE', 'LIMIT', 0, 1)
