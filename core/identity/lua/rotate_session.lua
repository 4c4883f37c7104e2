-- Spend a refresh token. ARGV: prefix, session, presented jti, fresh jti, fresh csrf, grace in ms, ttl in s.
-- Answers {user, jti, csrf, issued_s} of the successor, or nothing when the session has ended or must end.
local session = ARGV[1] .. 'session:' .. ARGV[2]
local spent = ARGV[1] .. 'spent:' .. ARGV[2] .. ':' .. ARGV[3]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local user = redis.call('HGET', session, 'user')
if not user then
  return {}
end
if redis.call('HGET', session, 'jti') == ARGV[3] then
  redis.call('HSET', session, 'jti', ARGV[4], 'seen_ms', string.format('%.0f', now))
  redis.call('EXPIRE', session, ARGV[7])
  -- Each spent token remembers its own successor, also when that one has been spent since.
  redis.call('HSET', spent, 'jti', ARGV[4], 'csrf', ARGV[5], 'issued_s', clock[1])
  redis.call('PEXPIRE', spent, ARGV[6])
end
local successor = redis.call('HMGET', spent, 'jti', 'csrf', 'issued_s')
if not successor[1] then
  return {}
end
return { user, successor[1], successor[2], successor[3] }
