-- requires: clock_functions, lease_functions, merge_functions
-- The newest ids of merged authors whose indexes are in this partition, from a cursor on.
-- KEYS: prefix. ARGV: random, how many, cursor score or '', cursor id, names of the indexes.
-- Answers as newest_answer in merge_functions.lua, or {epoch, now, 'untrusted'}.
local prefix = KEYS[1]
if not is_trusted(prefix) then
  local epoch, now = take_lease(prefix, ARGV[1])
  return { epoch, now, 'untrusted' }
end
local names = {}
for at = 5, #ARGV do
  names[#names + 1] = ARGV[at]
end
return newest_answer(prefix, ARGV[1], newest_of(prefix, names, tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]))
