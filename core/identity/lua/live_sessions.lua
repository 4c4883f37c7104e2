-- 1 for each of these sessions that has not ended, else 0.
local live = {}
for n = 2, #ARGV do
  live[n - 1] = redis.call('EXISTS', ARGV[1] .. ARGV[n])
end
return live
