-- requires: page_functions
-- A page as it was made last, or nothing. ARGV and the answer are those of page.lua.
local prefix = KEYS[1]
local trusted, generation = trust_and_generation(prefix)
if not trusted or (ARGV[12] ~= '' and redis.call('EXISTS', prefix .. ARGV[12]) == 0) then
  return nil
end
return kept_page(prefix .. 'pages:' .. ARGV[2], asked_of(ARGV), generation, ARGV[10])
