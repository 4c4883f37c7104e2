-- Let the next write have a higher `seq` than this. ARGV: prefix, seq.
local name = ARGV[1] .. 'writes:seq'
if tonumber(redis.call('GET', name) or '0') < tonumber(ARGV[2]) then
  redis.call('SET', name, ARGV[2])
end
return 1
