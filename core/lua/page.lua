-- One page of an index with its items and authors, in one call; or a miss.
-- ARGV: prefix, random, index, noun, order, limit, cursor score or '', cursor id, since or '', until or ''.
-- Answers {epoch, now, state, score of the last one if more follow, ids, bodies, authors, cards}; state is 'hit', 'miss',
-- 'fill', a miss whose fill this caller should queue, or 'untrusted'.
local prefix, index, noun = ARGV[1], ARGV[1] .. ARGV[3], ARGV[4]
local newest, limit = ARGV[5] == 'newest', tonumber(ARGV[6])
local cursor, cursor_id = tonumber(ARGV[7]), ARGV[8]
local since, till = tonumber(ARGV[9]), tonumber(ARGV[10])
local epoch, now = ticket(prefix, ARGV[2])
if not is_trusted(prefix) then
  return { epoch, now, 'untrusted' }
end

-- How many elements come before (score, id), or before and with it.
local function rank_of(score, id, inclusive)
  local low = redis.call('ZCOUNT', index, '-inf', '(' .. string.format('%.0f', score))
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

local mark, border = index_mark(index)
if not mark or string.sub(mark, 1, 10) == '!building:' then
  local first = redis.call('SET', prefix .. 'fill:' .. ARGV[3], 1, 'NX', 'EX', 5)
  return { epoch, now, first and 'fill' or 'miss' }
end

-- Ranks of the wanted range: from `low` to `high`, both included; the mark itself is rank 0.
local low, high = 1, redis.call('ZCARD', index) - 1
if since then
  low = math.max(low, rank_of(since, '', false))
end
if till then
  high = math.min(high, rank_of(till, '~', false) - 1)
end
if cursor and newest then
  high = math.min(high, rank_of(cursor, cursor_id, false) - 1)
elseif cursor then
  low = math.max(low, rank_of(cursor, cursor_id, true))
end

-- Does the index know everything in that range? Below its border it knows nothing.
local knows = mark == '!' or (since and since > border)
  or (not newest and cursor and (cursor > border or (cursor == border and '!' .. cursor_id >= mark)))
local count = high - low + 1
if not knows and not (newest and count > limit) then
  return { epoch, now, 'miss' }
end

local ids = {}
if count > 0 and newest then
  -- Ranks count from the end when they are read in reverse.
  local last = redis.call('ZCARD', index) - 1
  ids = redis.call('ZRANGE', index, last - high, math.min(last - low, last - high + limit - 1), 'REV')
elseif count > 0 then
  ids = redis.call('ZRANGE', index, low, math.min(high, low + limit - 1))
end
local bodies, authors, cards = {}, {}, {}
for at, id in ipairs(ids) do
  local item = redis.call('HMGET', prefix .. noun .. ':' .. id, 'body', 'author')
  bodies[at], authors[at] = item[1], item[2]
  cards[at] = item[2] and redis.call('HGET', prefix .. 'user:' .. item[2], 'card')
end
local last = count > limit and redis.call('ZSCORE', index, ids[#ids])
return { epoch, now, 'hit', last, ids, bodies, authors, cards }
