-- requires: index_functions
-- Cut an index to its newest entries. KEYS: prefix. ARGV: index, how many may stay. Answers how many went.
local index = KEYS[1] .. ARGV[1]
if not is_filled(index) then
  return 0
end
local before = redis.call('ZCARD', index)
index_trim(index, tonumber(ARGV[2]))
return before - redis.call('ZCARD', index)
