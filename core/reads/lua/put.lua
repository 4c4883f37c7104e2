-- requires: clock_functions, lease_functions, index_functions, put_functions
-- Put what was read from MongoDB. Never over a newer version, never over a tombstone, never under an old lease.
-- KEYS: prefix. ARGV: epoch, begun_ms, ttl_s, index_max, the shape that bodies have, then per item:
-- name, id, version, '1' if deleted, body, author, summary, created_ms, names of its indexes in this partition, by spaces, and
-- the name of what it needs to be seen, or '', the ids of its first replies, by spaces, the cursor after these or '', and '1' if
-- it is locked.
-- Answers the name of each item and what came of it: 'same', 'changed', 'deleted', or 'author' when other items show what
-- changed; nothing when the lease is void.
local prefix, epoch, begun_ms, ttl_s, index_max, shape = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), ARGV[5]
if not lease_holds(prefix, epoch, begun_ms) then
  return {}
end

local watermarks, is_author_changed, came = prefix .. 'cache:floors', false, {}
for at = 6, #ARGV, 13 do
  local name, id, version, deleted = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3] == '1'
  local item, watermark, state = prefix .. name, redis.call('HGET', watermarks, name), 'same'
  local before = redis.call('HMGET', item, 'version', 'first_replies')
  local known = tonumber(before[1] or '0')
  if deleted then
    raise_watermark(prefix, name, 'deleted')
    redis.call('DEL', item)
  elseif watermark ~= 'deleted' and version >= tonumber(watermark or '0') and version >= known then
    raise_watermark(prefix, name, version)
    local summary = ARGV[at + 6]
    state = (version ~= known or (before[2] or '') ~= ARGV[at + 10]) and 'changed' or 'same'
    if summary ~= '' and redis.call('HGET', item, 'card') ~= summary then
      state, is_author_changed = 'author', true
    end
    redis.call('HSET', item, 'version', version, 'body', ARGV[at + 4], 'author', ARGV[at + 5], 'card', summary, 'shape', shape,
      'needs', ARGV[at + 9], 'locked', ARGV[at + 12])
    if ARGV[at + 10] == '' then
      redis.call('HDEL', item, 'first_replies', 'replies_cursor')
    else
      redis.call('HSET', item, 'first_replies', ARGV[at + 10], 'replies_cursor', ARGV[at + 11])
    end
    redis.call('EXPIRE', item, ttl_s)
  end
  if redis.call('HGET', watermarks, name) == 'deleted' then
    state = 'deleted'
  end
  for index in string.gmatch(ARGV[at + 8], '%S+') do
    put_into_index(prefix, index, id, tonumber(ARGV[at + 7]), state, index_max)
  end
  came[#came + 1], came[#came + 2] = name, state
end
if is_author_changed then
  redis.call('INCR', prefix .. 'cache:generation')
end
return came
