-- Let the next write have a higher `seq` than this. KEYS: prefix. ARGV: seq.
local name = KEYS[1] .. 'writes:seq'
if tonumber(redis.call('GET', name) or '0') < tonumber(ARGV[1]) then
  redis.call('SET', name, ARGV[1])
end
return 1
