-- requires: lease_functions, index_functions
-- Start to fill an index, unless it is there. What is added meanwhile is added to the same key and is not lost.
-- KEYS: prefix. ARGV: random, index, seconds the fill may take.
local prefix, random, index = KEYS[1], ARGV[1], KEYS[1] .. ARGV[2]
local epoch, now = take_lease(prefix, random)
if is_filled(index) then
  return { epoch, now, 0 }
end
redis.call('DEL', index)
redis.call('ZADD', index, '-inf', '!building:' .. random)
redis.call('EXPIRE', index, ARGV[3])
return { epoch, now, 1 }
