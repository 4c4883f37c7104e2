-- 1 for each of these sessions that has not ended, else 0. KEYS: prefix. ARGV: session ids.
local live = {}
for n, session in ipairs(ARGV) do
  live[n] = redis.call('EXISTS', KEYS[1] .. 'session:' .. session)
end
return live
