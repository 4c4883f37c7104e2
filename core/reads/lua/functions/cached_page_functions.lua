-- requires: index_functions, page_functions
-- Which items a page of an index shows. Ranks are looked up by halves: elements of the same score are ordered by id.

-- How many elements of an index come before (score, id), or before and with it.
local function rank_of(index, score, id, inclusive)
  local low = redis.call('ZCOUNT', index, '-inf', '(' .. whole(score))
  local high = low + redis.call('ZCOUNT', index, score, score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local there = redis.call('ZRANGE', index, middle, middle)[1]
    if there < id or (inclusive and there == id) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

-- The ids of the page, and the score of the last one if more follow. Nothing when the index does not know them all.
local function ids_from(index, newest, limit, cursor, cursor_id, since, till)
  if not is_filled(index) then
    return nil
  end
  local sentinel, low_watermark = index_low_watermark(index)
  -- Ranks of the wanted range: from `low` to `high`, both included; the sentinel itself is rank 0.
  local low, high = 1, redis.call('ZCARD', index) - 1
  local from_end = high
  if since then
    low = math.max(low, rank_of(index, since, '', false))
  end
  if till then
    high = math.min(high, rank_of(index, till, '~', false) - 1)
  end
  if cursor and newest then
    high = math.min(high, rank_of(index, cursor, cursor_id, false) - 1)
  elseif cursor then
    low = math.max(low, rank_of(index, cursor, cursor_id, true))
  end
  -- Does the index know everything in that range? Below its low watermark it knows nothing.
  local knows = sentinel == '!' or (since and since > low_watermark)
    or (not newest and cursor and (cursor > low_watermark or (cursor == low_watermark and '!' .. cursor_id >= sentinel)))
  local count = high - low + 1
  if not knows and not (newest and count > limit) then
    return nil
  end
  local ids = {}
  if count > 0 and newest then
    -- Ranks count from the end when they are read in reverse.
    ids = redis.call('ZRANGE', index, from_end - high, math.min(from_end - low, from_end - high + limit - 1), 'REV')
  elseif count > 0 then
    ids = redis.call('ZRANGE', index, low, math.min(high, low + limit - 1))
  end
  return ids, count > limit and redis.call('ZSCORE', index, ids[#ids])
end

-- The same from the index that keeps the oldest items.
local function ids_from_mirror(index, limit, cursor, cursor_id, since, till)
  local from, from_id = mirrored(cursor, cursor_id)
  local ids, last = ids_from(index, true, limit, from, from_id, till and -till, since and -since)
  for at, id in ipairs(ids or {}) do
    ids[at] = select(2, mirrored(nil, id))
  end
  return ids, last and whole(-tonumber(last))
end

-- The ids of the page that ARGV of page.lua asks for, and the score of the last one if more follow. Nothing when no index
-- knows them all.
local function ids_of_page(prefix, args)
  local name, newest, cursor, cursor_id = args[2], args[4] == 'newest', tonumber(args[6]), args[7]
  local limit, since, till = tonumber(args[5]), tonumber(args[8]), tonumber(args[9])
  local ids, last = ids_from(prefix .. name, newest, limit, cursor, cursor_id, since, till)
  if not ids and not newest then
    ids, last = ids_from_mirror(prefix .. OLDEST .. name, limit, cursor, cursor_id, since, till)
  end
  return ids, last
end

-- The page as it was made last, or made of what the cache has, and kept. Without it: the ids and the score of the last one,
-- when an item of them is not cached.
local function page_of_cache(prefix, args, generation)
  local asked = asked_of(args)
  local kept = kept_page(prefix, args[2], asked, generation, args[10])
  if kept then
    return kept
  end
  local ids, last = ids_of_page(prefix, args)
  local about, items
  if ids then
    about, items = make_page(prefix, args[3], ids, last, args[11])
  end
  if not about then
    return nil, ids, last
  end
  keep_page(prefix, args[2], asked, generation, about, items)
  return page_answer(about, about[4] ~= args[10] and items)
end
