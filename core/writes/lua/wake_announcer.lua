-- flags: allow-oom
-- Whether the caller has to wake the announcer: no message was sent a moment ago. One that lingers waits for the bell, a
-- list. KEYS: prefix. ARGV: after how many ms another message is sent, in case the first one got lost, and the partitions in
-- which events are pending, where there are several.
local announcing, bell = KEYS[1] .. 'announcing', KEYS[1] .. 'events:bell'
for n = 2, #ARGV do
  redis.call('SADD', KEYS[1] .. 'events:told', ARGV[n])
end
if redis.call('GET', announcing) == 'lingers' then
  redis.call('SET', announcing, 1, 'PX', ARGV[1])
  redis.call('RPUSH', bell, 1)
  redis.call('PEXPIRE', bell, 1000)
  return 0
end
return redis.call('SET', announcing, 1, 'NX', 'PX', ARGV[1]) and 1 or 0
