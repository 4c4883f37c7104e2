-- Make a page of items that were read from MongoDB and put, and keep it if nothing has been put into its index since page.lua
-- gave the lease. ARGV and the answer are those of page.lua, with the same random; after them the score of the last item if
-- more follow, or '', and the ids. Nothing when one of them is not cached.
local prefix, pages, asked = ARGV[1], ARGV[1] .. 'pages:' .. ARGV[3], asked_of(ARGV)
local last = ARGV[14] ~= '' and ARGV[14]
local about, items = make_page(prefix, ARGV[4], { unpack(ARGV, 15) }, last, ARGV[12])
if not about then
  return nil
end
if redis.call('HGET', pages, 'lease ' .. asked) == ARGV[2] then
  keep_page(pages, asked, redis.call('GET', prefix .. 'cache:generation'), about, items)
end
return page_answer(about, about[4] ~= ARGV[11] and items)
