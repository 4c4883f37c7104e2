-- requires: clock_functions, lease_functions, index_functions
-- Finish a fill with what MongoDB said. Refused when the cache was flushed, the key evicted, or another fill began.
-- KEYS: prefix. ARGV: epoch, begun_ms, random of the fill, index, noun, ttl_s, index_max, '1' if these are all items,
-- of a home index the authors that are not in it but merged, each after a space, with '!' before them, of others '', then id and
-- score of each, from that end of the feed whose items the index keeps.
local prefix, index, noun, max = KEYS[1], KEYS[1] .. ARGV[4], ARGV[5], tonumber(ARGV[7])
if not lease_holds(prefix, ARGV[1], tonumber(ARGV[2])) or index_low_watermark(index) ~= '!building:' .. ARGV[3] then
  return 0
end
redis.call('ZREM', index, '!building:' .. ARGV[3])
local low_watermark, low_id
for at = 10, #ARGV, 2 do
  low_watermark, low_id = tonumber(ARGV[at + 1]), ARGV[at]
  if is_mirror(ARGV[4]) then
    low_watermark, low_id = mirrored(low_watermark, low_id)
  end
  low_watermark = whole(low_watermark)
  if redis.call('HGET', prefix .. 'cache:floors', noun .. ':' .. ARGV[at]) ~= 'deleted' then
    redis.call('ZADD', index, low_watermark, low_id)
  end
end
if ARGV[8] == '1' then
  redis.call('ZADD', index, '-inf', '!')
else
  -- What was added meanwhile below the last item that was read says nothing about what lies between.
  redis.call('ZREMRANGEBYSCORE', index, '-inf', '(' .. low_watermark)
  for _, id in ipairs(redis.call('ZRANGE', index, low_watermark, low_watermark, 'BYSCORE')) do
    if id < low_id then
      redis.call('ZREM', index, id)
    end
  end
  redis.call('ZADD', index, low_watermark, '!' .. low_id)
end
index_trim(index, max)
redis.call('EXPIRE', index, ARGV[6])
if ARGV[9] ~= '' then
  local merged = prefix .. string.gsub(ARGV[4], '^home:', 'merged:')
  redis.call('DEL', merged)
  for author in string.gmatch(ARGV[9], '%S+') do
    redis.call('SADD', merged, author)
  end
  redis.call('EXPIRE', merged, ARGV[6])
end
return 1
