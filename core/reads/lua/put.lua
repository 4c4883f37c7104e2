-- requires: clock_functions, lease_functions, index_functions
-- Put what was read from MongoDB. Never over a newer version, never over a tombstone, never under an old lease.
-- KEYS: prefix. ARGV: epoch, begun_ms, ttl_s, index_max, then per item:
-- name, id, version, '1' if deleted, body, author, summary, created_ms, index names separated by spaces.
local prefix, epoch, begun_ms, ttl_s, index_max = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
if not lease_holds(prefix, epoch, begun_ms) then
  return 0
end

-- `watermarks` outlives the items: they may be evicted, it may not, because it has no TTL. It is swept by age.
local watermarks, watermarks_at, now = prefix .. 'cache:floors', prefix .. 'cache:floors_at', now_ms()
local is_author_changed = false
local function raise_watermark(name, version)
  redis.call('HSET', watermarks, name, version)
  redis.call('ZADD', watermarks_at, now, name)
end

for at = 5, #ARGV, 9 do
  local name, id, version, deleted = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2]), ARGV[at + 3] == '1'
  local item, watermark, changed = prefix .. name, redis.call('HGET', watermarks, name), false
  local known = tonumber(redis.call('HGET', item, 'version') or '0')
  if deleted then
    raise_watermark(name, 'deleted')
    redis.call('DEL', item)
    changed = true
  elseif watermark ~= 'deleted' and version >= tonumber(watermark or '0') and version >= known then
    raise_watermark(name, version)
    local summary = ARGV[at + 6]
    is_author_changed = is_author_changed or (summary ~= '' and redis.call('HGET', item, 'card') ~= summary)
    redis.call('HSET', item, 'version', version, 'body', ARGV[at + 4], 'author', ARGV[at + 5], 'card', summary)
    redis.call('EXPIRE', item, ttl_s)
    changed = version ~= known
  end
  watermark = redis.call('HGET', watermarks, name)
  for index in string.gmatch(ARGV[at + 8], '%S+') do
    local score, mirror = tonumber(ARGV[at + 7]), prefix .. OLDEST .. index
    local mirror_score, mirror_id = mirrored(score, id)
    local moved
    if watermark == 'deleted' then
      moved = redis.call('ZREM', prefix .. index, id) + redis.call('ZREM', mirror, mirror_id)
    else
      moved = index_add(prefix .. index, score, id, index_max) + index_add(mirror, mirror_score, mirror_id, index_max)
    end
    if changed or moved > 0 then
      redis.call('DEL', prefix .. 'pages:' .. index)
    end
  end
end
if is_author_changed then
  redis.call('INCR', prefix .. 'cache:generation')
end
return 1
