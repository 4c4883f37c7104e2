-- flags: allow-oom
-- Note when the person behind a session has proven who they are. KEYS: prefix. ARGV: session, time in ms.
-- Answers 1, or 0 when the session has ended.
local session = KEYS[1] .. 'session:' .. ARGV[1]
if redis.call('EXISTS', session) == 0 then
  return 0
end
redis.call('HSET', session, 'proven_ms', ARGV[2])
return 1
