-- requires: clock_functions
-- Spend a refresh token. KEYS: prefix. ARGV: session, presented jti, fresh jti, fresh csrf, grace in ms, ttl in s,
-- longest life in ms.
-- Answers {user, jti, csrf, issued_s} of the successor, or nothing when the session has ended or must end.
local session = KEYS[1] .. 'session:' .. ARGV[1]
local spent = KEYS[1] .. 'spent:' .. ARGV[1] .. ':' .. ARGV[2]
local now = now_ms()
local user, created = unpack(redis.call('HMGET', session, 'user', 'created_ms'))
if not user or now - tonumber(created) > tonumber(ARGV[7]) then
  return {}
end
if redis.call('HGET', session, 'jti') == ARGV[2] then
  redis.call('HSET', session, 'jti', ARGV[3], 'seen_ms', whole(now))
  redis.call('EXPIRE', session, ARGV[6])
  -- Each spent token remembers its own successor, also when that one has been spent since.
  redis.call('HSET', spent, 'jti', ARGV[3], 'csrf', ARGV[4], 'issued_s', math.floor(now / 1000))
  redis.call('PEXPIRE', spent, ARGV[5])
end
local successor = redis.call('HMGET', spent, 'jti', 'csrf', 'issued_s')
if not successor[1] then
  return {}
end
return { user, successor[1], successor[2], successor[3] }
