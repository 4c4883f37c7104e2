-- requires: clock_functions, lease_functions, cached_page_functions
-- One page of an index with its items and authors, in one call; or a miss.
-- KEYS: prefix. ARGV: random, index, noun, order, limit, cursor score or '', cursor id, since or '', until or '', ETag of the page
-- that the caller has or '', which shape the items have, and what has to be there for the page to be, `post:<id>`, or ''.
-- Answers {epoch, now, state, ...}: 'unknown', that is not cached; 'hit' and 'same', score of the last one if more follow, its
-- id, how many items, ETag, and if it is not the same, the items; 'lost', some of which are not cached here, that score, all
-- ids, the generation of pages, and the lease of the page; 'miss'; 'fill', a miss, which index this caller should have filled,
-- the generation, and the lease; 'untrusted'. A hit comes without the first two.
local prefix, wanted = KEYS[1], ARGV[2]

local function answer(state, ...)
  local epoch, now = take_lease(prefix, ARGV[1])
  return { epoch, now, state, ... }
end

local trusted, generation = trust_and_generation(prefix)
if not trusted then
  return answer('untrusted')
end
if not has_owner(prefix, ARGV[12]) then
  return answer('unknown')
end
local page, ids, last = page_of_cache(prefix, ARGV, generation)
if page then
  return page
end
local token = lease_page(prefix .. 'pages:' .. wanted, asked_of(ARGV), ARGV[1])
if ids then
  return answer('lost', last, ids, generation, token)
end
if ARGV[4] ~= 'newest' and is_filled(prefix .. wanted) then
  wanted = OLDEST .. wanted
end
local is_first = not is_filled(prefix .. wanted) and redis.call('SET', prefix .. 'fill:' .. wanted, 1, 'NX', 'EX', 5)
return answer(is_first and 'fill' or 'miss', wanted, generation, token)
