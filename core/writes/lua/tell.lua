-- flags: allow-oom
-- requires: wake_functions
-- Something of a queue is due in these partitions. KEYS: prefix. ARGV: queue, their prefixes. Answers 1 if the caller has to wake a worker.
for n = 2, #ARGV do
  redis.call('SADD', KEYS[1] .. 'writes:told:' .. ARGV[1], ARGV[n])
end
return has_to_wake(KEYS[1], ARGV[1])
