-- requires: page_functions
-- Make a page of items that were read from MongoDB and put, and keep it if nothing has been put into its index since page.lua
-- gave the lease. ARGV and the answer are those of page.lua, with that lease instead of the random; after them the score of the
-- last item if more follow, or '', and the ids. Nothing when one of them is not cached.
local prefix, asked = KEYS[1], asked_of(ARGV)
local last = ARGV[13] ~= '' and ARGV[13]
local about, items = make_page(prefix, ARGV[3], { unpack(ARGV, 14) }, last, ARGV[11])
if not about then
  return nil
end
if is_leased(prefix .. 'pages:' .. ARGV[2], asked, ARGV[1]) then
  keep_page(prefix, ARGV[2], asked, redis.call('GET', prefix .. 'cache:generation'), about, items)
end
return page_answer(about, about[4] ~= ARGV[10] and items)
