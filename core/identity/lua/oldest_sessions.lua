-- The sessions of a user but the newest ones, the newest of them first. KEYS: prefix. ARGV: user, how many are kept.
local prefix = KEYS[1]
local found = {}
for _, session in ipairs(redis.call('SMEMBERS', prefix .. 'sessions:' .. ARGV[1])) do
  local created_ms = redis.call('HGET', prefix .. 'session:' .. session, 'created_ms')
  found[#found + 1] = { session, tonumber(created_ms or '0') }
end
table.sort(found, function(one, other) return one[2] > other[2] end)
local oldest = {}
for at = tonumber(ARGV[2]) + 1, #found do
  oldest[#oldest + 1] = found[at][1]
end
return oldest
