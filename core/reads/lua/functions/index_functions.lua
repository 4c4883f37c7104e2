-- requires: clock_functions
-- An index is a sorted set of ids scored by creation time. Its first element says what the index knows of itself:
--   '!'               every item is in it                            (score -inf)
--   '!<id>'           every item from this one upwards is in it      (score of that item)
--   '!building:<t>'   a fill is under way, nothing may be read yet   (score -inf)
-- '!' sorts before every id, so at equal scores this element comes first, too.
--
-- An index that is too long keeps its newest items. Its oldest ones are kept by another one, `oldest:<name>`, in which
-- scores are negated and the digits of ids complemented: everything here holds for it, and its newest are the oldest.
local OLDEST = 'oldest:'
local COMPLEMENTS = {
  ['0'] = 'f', ['1'] = 'e', ['2'] = 'd', ['3'] = 'c', ['4'] = 'b', ['5'] = 'a', ['6'] = '9', ['7'] = '8',
  ['8'] = '7', ['9'] = '6', a = '5', b = '4', c = '3', d = '2', e = '1', f = '0',
}

local function mirrored(score, id)
  return score and -score, (string.gsub(id, '.', COMPLEMENTS))
end

local function is_mirror(name)
  return string.sub(name, 1, #OLDEST) == OLDEST
end

local function index_low_watermark(index)
  local first = redis.call('ZRANGE', index, 0, 0, 'WITHSCORES')
  if first[1] and string.sub(first[1], 1, 1) == '!' then
    return first[1], tonumber(first[2])
  end
  return nil
end

local function is_building(sentinel)
  return string.sub(sentinel, 1, 10) == '!building:'
end

local function is_filled(index)
  local sentinel = index_low_watermark(index)
  return sentinel and not is_building(sentinel)
end

local function index_trim(index, max)
  local excess = redis.call('ZCARD', index) - 1 - max
  if excess <= 0 then
    return
  end
  redis.call('ZREMRANGEBYRANK', index, 0, excess)
  local lowest = redis.call('ZRANGE', index, 0, 0, 'WITHSCORES')
  redis.call('ZADD', index, lowest[2], '!' .. lowest[1])
end

-- Answers 1 if it was not there before.
local function index_add(index, score, id, max)
  local sentinel, low_watermark = index_low_watermark(index)
  if not sentinel then
    return 0
  end
  local building, added = is_building(sentinel), 0
  if building or sentinel == '!' or score > low_watermark or (score == low_watermark and '!' .. id >= sentinel) then
    added = redis.call('ZADD', index, whole(score), id)
  end
  if not building then
    index_trim(index, max)
  end
  return added
end
