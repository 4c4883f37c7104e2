-- requires: clock_functions, lease_functions, index_functions, put_functions
-- Put items into indexes, or remove them, where the items are in other partitions; the pages of the indexes are held no
-- longer. A tombstone is noted here, too: a slower put must not bring the item back.
-- KEYS: prefix. ARGV: epoch, begun_ms, index_max, then per item and index: name, id, created_ms, what came of the item
-- (put.lua), index. Answers 1, or 0 when the lease is void.
local prefix, index_max = KEYS[1], tonumber(ARGV[3])
if not lease_holds(prefix, ARGV[1], tonumber(ARGV[2])) then
  return 0
end
for at = 4, #ARGV, 5 do
  local name, id, created_ms, state, index = unpack(ARGV, at, at + 4)
  if state == 'deleted' then
    raise_watermark(prefix, name, 'deleted')
  elseif redis.call('HGET', prefix .. 'cache:floors', name) == 'deleted' then
    state = 'deleted'
  end
  put_into_index(prefix, index, id, tonumber(created_ms), state, index_max)
  redis.call('DEL', prefix .. 'pages:' .. index)
  if redis.call('DECR', prefix .. 'held:' .. index) <= 0 then
    redis.call('DEL', prefix .. 'held:' .. index)
  end
end
return 1
