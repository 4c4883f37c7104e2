-- flags: allow-oom
-- requires: ended_functions
-- End a session, and tell the processes that remember it (session_memory.py). KEYS: prefix. ARGV: session, how many of those
-- that have ended are kept. Answers its user, or nothing when it had ended.
local prefix, session = KEYS[1], ARGV[1]
local user = redis.call('HGET', prefix .. 'session:' .. session, 'user')
if not user then
  return false
end
redis.call('DEL', prefix .. 'session:' .. session)
redis.call('SREM', prefix .. 'sessions:' .. user, session)
ended_position(prefix)
redis.call('ZADD', prefix .. 'sessions:ended', redis.call('INCR', prefix .. 'sessions:ended_seq'), session)
redis.call('ZREMRANGEBYRANK', prefix .. 'sessions:ended', 0, -1 - tonumber(ARGV[2]))
return user
