-- How many events of a partition no MQTT broker has confirmed yet. KEYS: prefix.
return redis.call('ZCARD', KEYS[1] .. 'events:pending')
