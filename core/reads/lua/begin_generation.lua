-- No page that was kept until now is shown any more. KEYS: prefix.
return redis.call('INCR', KEYS[1] .. 'cache:generation')
