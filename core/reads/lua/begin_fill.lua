-- Start to fill an index, unless it is there. What is added meanwhile is added to the same key and is not lost.
-- ARGV: prefix, random, index, seconds the fill may take.
local prefix, random, index = ARGV[1], ARGV[2], ARGV[1] .. ARGV[3]
local epoch, now = take_lease(prefix, random)
if is_filled(index) then
  return { epoch, now, 0 }
end
redis.call('DEL', index)
redis.call('ZADD', index, '-inf', '!building:' .. random)
redis.call('EXPIRE', index, ARGV[4])
return { epoch, now, 1 }
