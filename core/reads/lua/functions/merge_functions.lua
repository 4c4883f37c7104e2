-- requires: cached_page_functions
-- The newest ids of several indexes together: of a home index, and of the authors who are merged in.
local FILLS_MAX = 10

local function is_before(one, other)
  return one[2] > other[2] or (one[2] == other[2] and one[1] > other[1])
end

-- `found` with these ids as well, each once: {id, score} in their order, at most `max`.
local function merged_with(found, ids, scores, max)
  local all, seen, merged = { unpack(found) }, {}, {}
  for at, id in ipairs(ids) do
    all[#all + 1] = { id, tonumber(scores[at]) }
  end
  table.sort(all, is_before)
  for _, each in ipairs(all) do
    if not seen[each[1]] and #merged < max then
      seen[each[1]], merged[#merged + 1] = true, each
    end
  end
  return merged
end

-- `found` with what this index, which is there, has from the cursor on; nothing when it does not know that.
local function found_in(index, found, max, cursor, cursor_id)
  local since = #found == max and found[max][2]
  -- What is older than all that was found already does not matter.
  if since and tonumber(redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2]) < since then
    return found
  end
  local ids = ids_from(index, true, max, cursor, cursor_id, since)
  if not ids or #ids == 0 then
    return ids and found
  end
  return merged_with(found, ids, redis.call('ZMSCORE', index, unpack(ids)), max)
end

-- The newest ids of these indexes, {id, score} each; whether all indexes knew theirs; and the names of those that are not
-- there and that this caller should have filled.
local function newest_of(prefix, names, max, cursor, cursor_id)
  local found, is_known, fills = {}, true, {}
  for _, name in ipairs(names) do
    local there = is_filled(prefix .. name)
    local more = there and found_in(prefix .. name, found, max, cursor, cursor_id)
    if more then
      found = more
    else
      is_known = false
    end
    if not there and #fills < FILLS_MAX and redis.call('SET', prefix .. 'fill:' .. name, 1, 'NX', 'EX', 5) then
      fills[#fills + 1] = name
    end
  end
  return found, is_known, fills
end

-- The same as an answer: {epoch, now, 'known', or 'miss' when one of the indexes does not know them all, names of indexes
-- to fill, ids and scores in their order}.
local function newest_answer(prefix, random, found, is_known, fills)
  local epoch, now = take_lease(prefix, random)
  local flat = {}
  for _, each in ipairs(found) do
    flat[#flat + 1], flat[#flat + 2] = each[1], whole(each[2])
  end
  return { epoch, now, is_known and 'known' or 'miss', fills, flat }
end
