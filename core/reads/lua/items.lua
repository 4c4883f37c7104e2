-- requires: lease_functions
-- Items by name, each with the summary of its author if that is cached; or 'untrusted'. KEYS: prefix. ARGV: random, the shape that is
-- known, names. An item that another version of the code has put, with another shape, is as one that is not there.
local prefix = KEYS[1]
local epoch, now = take_lease(prefix, ARGV[1])
if not is_trusted(prefix) then
  return { epoch, now, 'untrusted' }
end
local items = {}
for at = 3, #ARGV do
  local item = redis.call('HMGET', prefix .. ARGV[at], 'body', 'author', 'card', 'shape')
  local summary = item[2] and item[2] ~= '' and redis.call('HGET', prefix .. 'user:' .. item[2], 'card')
  items[at - 2] = item[4] == ARGV[2] and { item[1], item[2], item[3], summary } or { false }
end
return { epoch, now, items }
