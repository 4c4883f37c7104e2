-- requires: wake_functions
-- Something is due in these partitions. KEYS: prefix. ARGV: their prefixes. Answers 1 if the caller has to wake a worker.
for n = 1, #ARGV do
  redis.call('SADD', KEYS[1] .. 'writes:told', ARGV[n])
end
return has_to_wake(KEYS[1])
