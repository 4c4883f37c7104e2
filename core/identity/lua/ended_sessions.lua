-- requires: ended_functions
-- The sessions that have ended since a position. KEYS: prefix. ARGV: position. Answers {position now, 1 if all of them are
-- told, their ids}.
local asked, newest = tonumber(ARGV[1]), ended_position(KEYS[1])
if newest == asked then
  return { newest, 1, {} }
end
local ids = redis.call('ZRANGE', KEYS[1] .. 'sessions:ended', '(' .. ARGV[1], '+inf', 'BYSCORE')
return { newest, #ids == newest - asked and 1 or 0, ids }
