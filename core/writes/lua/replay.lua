-- Make a dead write pending again, with fresh attempts. Its receipt stays dead until it is applied.
local prefix, id = ARGV[1], ARGV[2]
local write = prefix .. 'write:' .. id
if redis.call('ZREM', prefix .. 'writes:dead', id) == 0 then
  return ''
end
redis.call('HSET', write, 'attempts', 0)
local clock = redis.call('TIME')
add_history(prefix, id, clock[1] * 1000 + math.floor(clock[2] / 1000), 'replayed')
redis.call('ZADD', prefix .. 'writes:pending', 0, id)
local kind = redis.call('HGET', write, 'kind')
if string.find(kind, '.create', 1, true) then
  redis.call('SET', prefix .. 'creating:' .. redis.call('HGET', write, 'resource'), id)
end
return kind
