-- Finish a fill with what MongoDB said. Refused when the cache was flushed, the key evicted, or another fill began.
-- ARGV: prefix, epoch, begun_ms, random of the fill, index, noun, ttl_s, index_max, '1' if these are all items,
-- then id and score of each, from that end of the feed whose items the index keeps.
local prefix, index, noun, max = ARGV[1], ARGV[1] .. ARGV[5], ARGV[6], tonumber(ARGV[8])
if not ticket_holds(prefix, ARGV[2], tonumber(ARGV[3])) or index_mark(index) ~= '!building:' .. ARGV[4] then
  return 0
end
redis.call('ZREM', index, '!building:' .. ARGV[4])
local border, border_id
for at = 10, #ARGV, 2 do
  border, border_id = tonumber(ARGV[at + 1]), ARGV[at]
  if is_mirror(ARGV[5]) then
    border, border_id = mirrored(border, border_id)
  end
  border = string.format('%.0f', border)
  if redis.call('HGET', prefix .. 'cache:floors', noun .. ':' .. ARGV[at]) ~= 'deleted' then
    redis.call('ZADD', index, border, border_id)
  end
end
if ARGV[9] == '1' then
  redis.call('ZADD', index, '-inf', '!')
else
  -- What was added meanwhile below the last item that was read says nothing about what lies between.
  redis.call('ZREMRANGEBYSCORE', index, '-inf', '(' .. border)
  for _, id in ipairs(redis.call('ZRANGE', index, border, border, 'BYSCORE')) do
    if id < border_id then
      redis.call('ZREM', index, id)
    end
  end
  redis.call('ZADD', index, border, '!' .. border_id)
end
index_trim(index, max)
redis.call('EXPIRE', index, ARGV[7])
return 1
