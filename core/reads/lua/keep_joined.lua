-- requires: page_functions
-- Keep a page that was joined from the items of several partitions, if nothing has been put into its index since page.lua gave
-- the lease, and nothing that it shows is being put (hold_pages.lua).
-- ARGV are those of page.lua, with the lease of the page instead of the random; after them the generation that it told, the
-- score of the last item if more follow, or '', its id, how many items, ETag, the items, and name and version of each first reply
-- that is shown. Answers 1 if it is kept.
local prefix, asked, replies = KEYS[1], asked_of(ARGV), {}
if not is_leased(prefix .. 'pages:' .. ARGV[2], asked, ARGV[1]) or redis.call('EXISTS', prefix .. 'held:' .. ARGV[2]) == 1 then
  return 0
end
-- One that is in another partition, as it may be from before there were any, is not found here.
for at = 19, #ARGV, 2 do
  if redis.call('HGET', prefix .. ARGV[at], 'version') ~= ARGV[at + 1] then
    return 0
  end
  replies[#replies + 1] = ARGV[at]
end
local last, last_id, count = ARGV[14] ~= '' and ARGV[14], ARGV[15], tonumber(ARGV[16])
local about = { last, last_id, count, ARGV[17], table.concat(replies, ' ') }
keep_page(prefix, ARGV[2], asked, ARGV[13] ~= '' and ARGV[13], about, ARGV[18])
return 1
