-- The MQTT broker has confirmed these events: they are pending no longer. ARGV: prefix, ids.
local prefix = ARGV[1]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
for n = 2, #ARGV do
  if redis.call('ZREM', prefix .. 'events:pending', ARGV[n]) == 1 then
    add_history(prefix, ARGV[n], now, 'announced')
  end
  redis.call('DEL', prefix .. 'event:' .. ARGV[n])
end
return #ARGV - 1
