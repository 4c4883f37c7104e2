-- flags: allow-oom
-- requires: clock_functions, history_functions, pending_functions
-- End attempts that did not finish their writes: they stay pending and are due again after a delay. Does nothing for an
-- attempt whose lease has been replaced. KEYS: prefix. ARGV: delay_ms, reason, id that they wait for or '', then id,
-- lease, and '1' if its attempt is not counted, of each. Answers how many were deferred.
local prefix, delay_ms, reason, waits_for = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3]
local now = now_ms()
local count = 0
for n = 4, #ARGV, 3 do
  local id, write = ARGV[n], prefix .. 'write:' .. ARGV[n]
  local pending = pending_set(prefix, id)
  if pending and redis.call('HGET', write, 'lease') == ARGV[n + 1] then
    if ARGV[n + 2] == '1' then
      redis.call('HINCRBY', write, 'attempts', -1)
    end
    redis.call('HDEL', write, 'lease_ms')
    redis.call('HSET', write, 'last_error', reason)
    redis.call('ZADD', pending, now + delay_ms, id)
    add_history(prefix, id, now, 'deferred ' .. reason)
    if waits_for ~= '' then
      redis.call('SADD', prefix .. 'waiting:' .. waits_for, id)
    end
    count = count + 1
  end
end
return count
