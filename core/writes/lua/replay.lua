-- requires: clock_functions, history_functions, pending_functions
-- Make a dead write pending again, with fresh attempts. Its receipt stays dead until it is applied. KEYS: prefix. ARGV: id,
-- its queue, and the item that it creates, or ''. Answers its kind, or '' when it is not dead.
local prefix, id, queue, creates = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local write = prefix .. 'write:' .. id
if redis.call('ZREM', prefix .. 'writes:dead', id) == 0 then
  return ''
end
redis.call('HSET', write, 'attempts', 0, 'queue', queue)
add_history(prefix, id, now_ms(), 'replayed')
redis.call('ZADD', pending_of(prefix, queue), 0, id)
if creates ~= '' then
  redis.call('SET', prefix .. 'creating:' .. creates, id)
end
return redis.call('HGET', write, 'kind')
