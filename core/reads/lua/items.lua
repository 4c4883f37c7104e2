-- requires: lease_functions
-- Items by name, each with the summary of its author if that is cached; or 'untrusted'. KEYS: prefix. ARGV: random, the shape that is
-- known, '1' if the first replies to them are wanted as well, names. An item that another version of the code has put, with
-- another shape, is as one that is not there. Answers {epoch, now, items, first replies, each with its name}.
local prefix = KEYS[1]
local epoch, now = take_lease(prefix, ARGV[1])
if not is_trusted(prefix) then
  return { epoch, now, 'untrusted' }
end

local function item_of(name)
  local item = redis.call('HMGET', prefix .. name, 'body', 'author', 'version', 'first_replies', 'replies_cursor', 'card', 'shape')
  if table.remove(item) ~= ARGV[2] then
    return { false }
  end
  item[7] = item[2] ~= '' and redis.call('HGET', prefix .. 'user:' .. item[2], 'card')
  return item
end

local items, replies = {}, {}
for at = 4, #ARGV do
  local item = item_of(ARGV[at])
  items[at - 3] = item
  for id in string.gmatch(ARGV[3] == '1' and item[4] or '', '%S+') do
    replies[#replies + 1] = { 'comment:' .. id, item_of('comment:' .. id) }
  end
end
return { epoch, now, items, replies }
