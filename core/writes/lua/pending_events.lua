-- The first events that no MQTT broker has confirmed yet, each as its id and what is stored of it. KEYS: prefix. ARGV: how many
-- at most.
local found = {}
for n, id in ipairs(redis.call('ZRANGE', KEYS[1] .. 'events:pending', 0, ARGV[1] - 1)) do
  found[n] = { id, redis.call('HGETALL', KEYS[1] .. 'event:' .. id) }
end
return found
