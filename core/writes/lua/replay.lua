-- requires: clock_functions, history_functions
-- Make a dead write pending again, with fresh attempts. Its receipt stays dead until it is applied. KEYS: prefix. ARGV: id,
-- and the item that it creates, or ''. Answers its kind, or '' when it is not dead.
local prefix, id, creates = KEYS[1], ARGV[1], ARGV[2]
local write = prefix .. 'write:' .. id
if redis.call('ZREM', prefix .. 'writes:dead', id) == 0 then
  return ''
end
redis.call('HSET', write, 'attempts', 0)
add_history(prefix, id, now_ms(), 'replayed')
redis.call('ZADD', prefix .. 'writes:pending', 0, id)
if creates ~= '' then
  redis.call('SET', prefix .. 'creating:' .. creates, id)
end
return redis.call('HGET', write, 'kind')
