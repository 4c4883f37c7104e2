-- The first events of a partition that no MQTT broker has confirmed yet, each as its id and what is stored of it.
local function pending_events(prefix, max)
  local found = {}
  for n, id in ipairs(redis.call('ZRANGE', prefix .. 'events:pending', 0, max - 1)) do
    found[n] = { id, redis.call('HGETALL', prefix .. 'event:' .. id) }
  end
  return found
end
