-- requires: clock_functions, lease_functions, merge_functions
-- One page of a home feed, as it was made last, or made of what the cache has, and kept; or the ids of which it consists.
-- KEYS: prefix. ARGV: those of page.lua as far as the shape, then '1' if the items and the indexes of merged authors are in this
-- partition.
-- Answers as page.lua 'hit' and 'same'; or as newest_answer in merge_functions.lua with one post more than the page has, of the
-- index and those of the merged authors that are in this partition, and behind that the other merged authors; or
-- {epoch, now, 'untrusted'}.
local MARKS_MAX = 500
local prefix, home, limit, are_together = KEYS[1], ARGV[2], tonumber(ARGV[5]), ARGV[12] == '1'
local trusted, generation = trust_and_generation(prefix)
if not trusted then
  local epoch, now = take_lease(prefix, ARGV[1])
  return { epoch, now, 'untrusted' }
end
local asked = asked_of(ARGV)
local kept = are_together and kept_page(prefix, home, asked, generation, ARGV[10])
if kept then
  return kept
end

-- The names of the indexes in this partition, and the merged authors whose indexes are elsewhere. What a home index says of
-- itself is in two keys, of which one may be evicted.
local function sources()
  local names, elsewhere = { home }, {}
  local authors = redis.call('SMEMBERS', prefix .. 'merged:' .. string.sub(home, 6))
  if #authors == 0 then
    redis.call('DEL', prefix .. home)
  end
  for _, author in ipairs(authors) do
    if author ~= '!' and are_together then
      names[#names + 1] = 'feed:user:' .. author
    elseif author ~= '!' then
      elsewhere[#elsewhere + 1] = author
    end
  end
  return names, elsewhere
end

-- Its own index forgets the page when that changes (put_into_homes.lua); of all else it remembers the watermarks.
local function marks_of(ids, names)
  local marks = {}
  for at, id in ipairs(ids) do
    marks[at] = 'post:' .. id
  end
  for at = 2, #names do
    marks[#marks + 1] = names[at]
  end
  return marks
end

local function page_of(found, names)
  local ids = {}
  for at = 1, math.min(#found, limit) do
    ids[at] = found[at][1]
  end
  local about, items = make_page(prefix, ARGV[3], ids, #found > limit and whole(found[limit][2]), ARGV[11])
  if not about then
    return nil
  end
  local marks = marks_of(ids, names)
  about[5] = table.concat(marks, ' ')
  if #marks <= MARKS_MAX then
    keep_page(prefix, home, asked, generation, about, items)
  end
  return page_answer(about, about[4] ~= ARGV[10] and items)
end

local names, elsewhere = sources()
local found, is_known, fills = newest_of(prefix, names, limit + 1, tonumber(ARGV[6]), ARGV[7])
local page = is_known and are_together and page_of(found, names)
if page then
  return page
end
local answer = newest_answer(prefix, ARGV[1], found, is_known, fills)
answer[6] = elsewhere
return answer
