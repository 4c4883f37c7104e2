-- flags: allow-oom
-- requires: clock_functions, history_functions
-- The MQTT broker has confirmed these events: they are pending no longer. KEYS: prefix. ARGV: ids.
local prefix = KEYS[1]
local now = now_ms()
for n = 1, #ARGV do
  if redis.call('ZREM', prefix .. 'events:pending', ARGV[n]) == 1 then
    add_history(prefix, ARGV[n], now, 'announced')
  end
  redis.call('DEL', prefix .. 'event:' .. ARGV[n])
end
return #ARGV
