-- Spend a refresh token. ARGV: prefix, session, presented jti, fresh jti, fresh csrf, grace in ms, ttl in s.
-- Answers {user, jti, csrf, issued_s} of the successor, or nothing when the session has ended or must end.
local session = ARGV[1] .. 'session:' .. ARGV[2]
local known = redis.call('HMGET', session, 'jti', 'spent_jti', 'rotated_ms')
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
if known[1] == ARGV[3] then
  redis.call('HSET', session, 'spent_jti', ARGV[3], 'rotated_ms', string.format('%.0f', now),
    'jti', ARGV[4], 'csrf', ARGV[5], 'issued_s', clock[1], 'seen_ms', string.format('%.0f', now))
  redis.call('EXPIRE', session, ARGV[7])
elseif known[2] ~= ARGV[3] or now - tonumber(known[3]) > tonumber(ARGV[6]) then
  return {}
end
return redis.call('HMGET', session, 'user', 'jti', 'csrf', 'issued_s')
