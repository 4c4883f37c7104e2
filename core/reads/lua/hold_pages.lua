-- Forget the pages of these indexes, and keep none until put_into_index.lua lets go. KEYS: prefix. ARGV: for how many ms at the
-- longest, index names.
for n = 2, #ARGV do
  redis.call('DEL', KEYS[1] .. 'pages:' .. ARGV[n])
  redis.call('INCR', KEYS[1] .. 'held:' .. ARGV[n])
  redis.call('PEXPIRE', KEYS[1] .. 'held:' .. ARGV[n], ARGV[1])
end
return 1
