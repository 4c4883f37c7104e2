-- requires: clock_functions
-- Make these ids the present edition of a ranking; those before it stay for who reads them. KEYS: prefix. ARGV: name, edition,
-- how many s it is kept after it was read, ids.
local present, edition, life_s = KEYS[1] .. ARGV[1], ARGV[2], ARGV[3]
local ids = present .. ':' .. edition
for at = 4, #ARGV, 1000 do
  redis.call('RPUSH', ids, unpack(ARGV, at, math.min(at + 999, #ARGV)))
end
redis.call('EXPIRE', ids, life_s)
redis.call('HSET', present, 'edition', edition, 'made_ms', now_ms(), 'length', #ARGV - 3)
redis.call('EXPIRE', present, life_s)
redis.call('DEL', present .. ':making')
return 1
