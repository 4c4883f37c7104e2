-- requires: page_functions
-- Keep a page that was joined from the items of several partitions, if nothing has been put into its index since page.lua gave
-- the lease, and nothing that it shows is being put (hold_pages.lua).
-- ARGV are those of page.lua, with the lease of the page instead of the random; after them the generation that it told, the
-- score of the last item if more follow, or '', its id, how many items, ETag, and the items. Answers 1 if it is kept.
local prefix, pages, asked = KEYS[1], KEYS[1] .. 'pages:' .. ARGV[2], asked_of(ARGV)
if not is_leased(pages, asked, ARGV[1]) or redis.call('EXISTS', prefix .. 'held:' .. ARGV[2]) == 1 then
  return 0
end
local last, last_id, count = ARGV[14] ~= '' and ARGV[14], ARGV[15], tonumber(ARGV[16])
keep_page(pages, asked, ARGV[13] ~= '' and ARGV[13], { last, last_id, count, ARGV[17] }, ARGV[18])
return 1
