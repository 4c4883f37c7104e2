-- Cut an index to its newest entries. ARGV: index, how many may stay. Answers how many went.
local mark = index_mark(ARGV[1])
if not mark or string.sub(mark, 1, 10) == '!building:' then
  return 0
end
local before = redis.call('ZCARD', ARGV[1])
index_trim(ARGV[1], tonumber(ARGV[2]))
return before - redis.call('ZCARD', ARGV[1])
