-- flags: allow-oom
-- The announcer waits for the next event: what comes from now on rings its bell (wake_announcer.lua). KEYS: prefix. ARGV: for how
-- many ms at most, and the key that tells that there are events. Answers 1 if there are some already.
redis.call('SET', KEYS[1] .. 'announcing', 'lingers', 'PX', ARGV[1])
return redis.call('EXISTS', KEYS[1] .. ARGV[2])
