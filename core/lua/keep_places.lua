-- Keep places for another `life_ms`: the arguments after the second are pairs of user and member.
local prefix, life_ms = ARGV[1], tonumber(ARGV[2])
local clock = redis.call('TIME')
local ends = clock[1] * 1000 + math.floor(clock[2] / 1000) + life_ms
for n = 3, #ARGV, 2 do
  local places = prefix .. ARGV[n]
  redis.call('ZADD', places, ends, ARGV[n + 1])
  redis.call('PEXPIRE', places, life_ms)
end
return 0
