-- requires: clock_functions, lease_functions, index_functions, page_functions
-- One page of an index with its items and authors, in one call; or a miss.
-- KEYS: prefix. ARGV: random, index, noun, order, limit, cursor score or '', cursor id, since or '', until or '', ETag of the page
-- that the caller has or '', which shape the items have, and what has to be there for the page to be, `post:<id>`, or ''.
-- Answers {epoch, now, state, ...}: 'unknown', that is not cached; 'hit' and 'same', score of the last one if more follow, its
-- id, how many items, ETag, and if it is not the same, the items; 'lost', some of which are not cached here, that score, all
-- ids, and the generation of pages; 'miss'; 'fill', a miss, which index this caller should have filled, and the generation;
-- 'untrusted'. A hit comes without the first two.
local prefix, index, noun = KEYS[1], KEYS[1] .. ARGV[2], ARGV[3]
local newest, limit = ARGV[4] == 'newest', tonumber(ARGV[5])
local cursor, cursor_id = tonumber(ARGV[6]), ARGV[7]
local since, till = tonumber(ARGV[8]), tonumber(ARGV[9])

local function answer(state, ...)
  local epoch, now = take_lease(prefix, ARGV[1])
  return { epoch, now, state, ... }
end

local trusted, generation = trust_and_generation(prefix)
if not trusted then
  return answer('untrusted')
end
if ARGV[12] ~= '' and redis.call('EXISTS', prefix .. ARGV[12]) == 0 then
  return answer('unknown')
end

local pages, asked = prefix .. 'pages:' .. ARGV[2], asked_of(ARGV)
local kept = kept_page(pages, asked, generation, ARGV[10])
if kept then
  return kept
end

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
local function ids_from(index, newest, cursor, cursor_id, since, till)
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
local function ids_from_mirror(index)
  local from, from_id = mirrored(cursor, cursor_id)
  local ids, last = ids_from(index, true, from, from_id, till and -till, since and -since)
  for at, id in ipairs(ids or {}) do
    ids[at] = select(2, mirrored(nil, id))
  end
  return ids, last and whole(-tonumber(last))
end

local ids, last = ids_from(index, newest, cursor, cursor_id, since, till)
if not ids and not newest then
  ids, last = ids_from_mirror(prefix .. OLDEST .. ARGV[2])
end
if not ids then
  local wanted = (newest or not is_filled(index)) and ARGV[2] or OLDEST .. ARGV[2]
  local is_first = not is_filled(prefix .. wanted) and redis.call('SET', prefix .. 'fill:' .. wanted, 1, 'NX', 'EX', 5)
  lease_page(pages, asked, ARGV[1])
  return answer(is_first and 'fill' or 'miss', wanted, generation)
end

local about, items = make_page(prefix, noun, ids, last, ARGV[11])
if not about then
  lease_page(pages, asked, ARGV[1])
  return answer('lost', last, ids, generation)
end
keep_page(pages, asked, generation, about, items)
return page_answer(about, about[4] ~= ARGV[10] and items)
