-- Cut an index to its newest entries. ARGV: index, how many may stay. Answers how many went.
if not is_filled(ARGV[1]) then
  return 0
end
local before = redis.call('ZCARD', ARGV[1])
index_trim(ARGV[1], tonumber(ARGV[2]))
return before - redis.call('ZCARD', ARGV[1])
