-- A write owes items to the cache. ARGV: prefix, write id, wait_ms, names. Answers how much of wait_ms is left since it
-- said so first.
local prefix, owed = ARGV[1], ARGV[1] .. 'cache:owed'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local write = prefix .. 'write:' .. ARGV[2]
if redis.call('HSETNX', write, 'owed_ms', string.format('%.0f', now)) == 1 then
  for n = 4, #ARGV do
    redis.call('HINCRBY', owed, ARGV[n], 1)
  end
end
return math.max(0, redis.call('HGET', write, 'owed_ms') + ARGV[3] - now)
