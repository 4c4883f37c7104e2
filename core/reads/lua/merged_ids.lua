-- requires: clock_functions, lease_functions, cached_page_functions
-- The newest ids of several indexes together, each id once, from a cursor on.
-- KEYS: prefix. ARGV: random, how many, cursor score or '', cursor id, '1' if the indexes of merged authors are in this
-- partition, names of indexes. One of a home, `home:<id>`, comes with its merged authors.
-- Answers {epoch, now, state, names of indexes that this caller should have filled, ids and scores in their order, and
-- the merged authors whose indexes are elsewhere}; the state is 'untrusted', 'known', or 'miss' when one of the indexes does not know them all.
local FILLS_MAX = 10
local prefix, max, cursor, cursor_id = KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local names, merged, fills, found, is_known = {}, {}, {}, {}, true
local epoch, now = take_lease(prefix, ARGV[1])
if not is_trusted(prefix) then
  return { epoch, now, 'untrusted' }
end

-- What the index says of itself is in two keys, of which one may be evicted.
local function merged_of(home)
  local authors = redis.call('SMEMBERS', prefix .. 'merged:' .. string.sub(home, 6))
  if #authors == 0 then
    redis.call('DEL', prefix .. home)
  end
  for _, author in ipairs(authors) do
    if author ~= '!' and ARGV[5] == '1' then
      names[#names + 1] = 'feed:user:' .. author
    elseif author ~= '!' then
      merged[#merged + 1] = author
    end
  end
end

local function is_before(one, other)
  return one[2] > other[2] or (one[2] == other[2] and one[1] > other[1])
end

local function merge(ids, scores)
  local seen, all = {}, found
  for at, id in ipairs(ids) do
    all[#all + 1] = { id, tonumber(scores[at]) }
  end
  table.sort(all, is_before)
  found = {}
  for _, each in ipairs(all) do
    if not seen[each[1]] and #found < max then
      seen[each[1]], found[#found + 1] = true, each
    end
  end
end

-- Of an index that is there. What is older than all that was found already does not matter.
local function look_into(index)
  local since = #found == max and found[max][2]
  if since and tonumber(redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2]) < since then
    return
  end
  local ids = ids_from(index, true, max, cursor, cursor_id, since)
  if not ids then
    is_known = false
  elseif #ids > 0 then
    merge(ids, redis.call('ZMSCORE', index, unpack(ids)))
  end
end

for at = 6, #ARGV do
  names[#names + 1] = ARGV[at]
  if string.sub(ARGV[at], 1, 5) == 'home:' then
    merged_of(ARGV[at])
  end
end
for _, name in ipairs(names) do
  if is_filled(prefix .. name) then
    look_into(prefix .. name)
  else
    is_known = false
    if #fills < FILLS_MAX and redis.call('SET', prefix .. 'fill:' .. name, 1, 'NX', 'EX', 5) then
      fills[#fills + 1] = name
    end
  end
end
local flat = {}
for _, each in ipairs(found) do
  flat[#flat + 1], flat[#flat + 2] = each[1], whole(each[2])
end
return { epoch, now, is_known and 'known' or 'miss', fills, flat, merged }
