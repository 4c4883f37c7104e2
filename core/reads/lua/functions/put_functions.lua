-- requires: clock_functions, index_functions
-- Watermarks outlive the items: these may be evicted, those may not, because they have no TTL. They are swept by age.
local function raise_watermark(prefix, name, version)
  redis.call('HSET', prefix .. 'cache:floors', name, version)
  redis.call('ZADD', prefix .. 'cache:floors_at', now_ms(), name)
end

-- Add an item to an index and to that of the oldest, or remove it if it is 'deleted'; forget the pages that were made of it.
local function put_into_index(prefix, index, id, score, state, max)
  local mirror, moved = prefix .. OLDEST .. index, nil
  local mirror_score, mirror_id = mirrored(score, id)
  if state == 'deleted' then
    moved = redis.call('ZREM', prefix .. index, id) + redis.call('ZREM', mirror, mirror_id)
  else
    moved = index_add(prefix .. index, score, id, max) + index_add(mirror, mirror_score, mirror_id, max)
  end
  if state ~= 'same' or moved > 0 then
    redis.call('DEL', prefix .. 'pages:' .. index)
    -- Home feeds of others may show it, too (home_page.lua).
    if string.sub(index, 1, 10) == 'feed:user:' then
      raise_watermark(prefix, index, redis.call('INCR', prefix .. 'cache:changes'))
    end
  end
end
