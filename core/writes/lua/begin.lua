-- flags: allow-oom
-- requires: clock_functions, attempt_functions
-- Start one attempt at each of these writes, in this order. KEYS: prefix. ARGV: attempts_max, lease_ms, wait_ms, ids.
-- Answers {outcome, id, the write} of each that was begun or is exhausted.
local prefix = KEYS[1]
local limits = { attempts_max = tonumber(ARGV[1]), lease_ms = tonumber(ARGV[2]), wait_ms = tonumber(ARGV[3]) }
local now = now_ms()
local batch, taken = {}, {}
for n = 4, #ARGV do
  local queue = redis.call('HGET', prefix .. 'write:' .. ARGV[n], 'queue')
  local came = queue and begin_attempt(prefix, queue, ARGV[n], now, limits, taken, '')
  if came == 'begun' or came == 'exhausted' then
    taken[ARGV[n]] = true
    batch[#batch + 1] = { came, ARGV[n], redis.call('HGETALL', prefix .. 'write:' .. ARGV[n]) }
  end
end
return batch
