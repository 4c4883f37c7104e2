-- requires: lease_functions
-- Whether the cache has this item and may be trusted: 1 or 0; with '1' as the second, 0 for a locked one, too.
-- KEYS: prefix. ARGV: name, '1' or '0'.
if not is_trusted(KEYS[1]) then
  return 0
end
local found = redis.call('HMGET', KEYS[1] .. ARGV[1], 'version', 'locked')
return found[1] and not (ARGV[2] == '1' and found[2] == '1') and 1 or 0
