-- flags: allow-oom
-- requires: clock_functions
-- A write owes items to the cache. KEYS: prefix. ARGV: write id, wait_ms, names. Answers how much of wait_ms is left since it
-- said so first.
local prefix, owed = KEYS[1], KEYS[1] .. 'cache:owed'
local now = now_ms()
local write = prefix .. 'write:' .. ARGV[1]
if redis.call('HSETNX', write, 'owed_ms', whole(now)) == 1 then
  for n = 3, #ARGV do
    redis.call('HINCRBY', owed, ARGV[n], 1)
  end
end
return math.max(0, redis.call('HGET', write, 'owed_ms') + ARGV[2] - now)
