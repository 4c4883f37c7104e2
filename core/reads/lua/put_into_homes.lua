-- requires: clock_functions, lease_functions, index_functions, put_functions
-- Put posts into home indexes that are there, or remove deleted ones. A tombstone is noted here, too: a slower put must not
-- bring the post back. KEYS: prefix. ARGV: epoch, begun_ms, index_max, then for each index and post: the id of the reader,
-- `post:<id>`, author, created_ms, '1' if deleted. Answers 1, or 0 when the lease is void.
local prefix, begun_ms, max = KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if not lease_holds(prefix, ARGV[1], begun_ms) then
  return 0
end
for at = 4, #ARGV, 5 do
  local reader, name, author, created_ms, deleted = unpack(ARGV, at, at + 4)
  local index, id = prefix .. 'home:' .. reader, string.sub(name, 6)
  redis.call('DEL', prefix .. 'pages:home:' .. reader)
  local forgotten_ms = redis.call('ZSCORE', prefix .. 'cache:floors_at', 'home:' .. reader)
  if forgotten_ms and tonumber(forgotten_ms) >= begun_ms then
    -- Whether they still follow the author was asked before that.
    redis.call('DEL', index)
  elseif deleted == '1' then
    raise_watermark(prefix, name, 'deleted')
    redis.call('ZREM', index, id)
  elseif redis.call('HGET', prefix .. 'cache:floors', name) ~= 'deleted'
    and not (is_filled(index) and redis.call('SISMEMBER', prefix .. 'merged:' .. reader, author) == 1) then
    index_add(index, tonumber(created_ms), id, max)
  end
end
return 1
