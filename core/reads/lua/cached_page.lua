-- requires: clock_functions, lease_functions, cached_page_functions
-- As page.lua, but only a page that the cache has or can make; nothing when MongoDB or another partition has to be asked.
local prefix = KEYS[1]
local trusted, generation = trust_and_generation(prefix)
if not trusted or not has_owner(prefix, ARGV[12]) then
  return nil
end
return (page_of_cache(prefix, ARGV, generation))
