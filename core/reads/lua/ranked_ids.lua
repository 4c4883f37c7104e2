-- requires: clock_functions
-- A part of an edition of a ranking. KEYS: prefix. ARGV: name, edition, or '' for the present one, offset, limit, for how many ms
-- an edition is fresh, how many s making one may take, and how many s an edition is kept after it was read.
-- Answers {edition, how many ids it has, 1 if this caller should have a new one made, ids}; nothing when there is no such edition.
local present, edition = KEYS[1] .. ARGV[1], ARGV[2]
local known = redis.call('HMGET', present, 'edition', 'made_ms', 'length')
if edition == '' then
  edition = known[1]
end
if not edition then
  return false
end
local ids = present .. ':' .. edition
local length = redis.call('LLEN', ids)
-- Evicted, or expired; only the present one may be empty.
if (edition == known[1] and length ~= tonumber(known[3])) or (edition ~= known[1] and length == 0) then
  return false
end
local is_stale = ARGV[2] == '' and now_ms() - tonumber(known[2]) > tonumber(ARGV[5])
if is_stale and not redis.call('SET', present .. ':making', 1, 'NX', 'EX', ARGV[6]) then
  is_stale = false
end
redis.call('EXPIRE', ids, ARGV[7])
return { edition, length, is_stale and 1 or 0, redis.call('LRANGE', ids, ARGV[3], ARGV[3] + ARGV[4] - 1) }
