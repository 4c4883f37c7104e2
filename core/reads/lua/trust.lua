-- flags: allow-oom
-- requires: clock_functions, lease_functions
-- Let the cache be believed until then (core/reads/cache_debts.py), after it was emptied if it is what a dead master left
-- (docs/decisions/0027). Answers 1 if it was. KEYS: prefix. ARGV: until when, by this server's clock in ms.
local prefix, was_emptied = KEYS[1], 0
if is_inherited(redis.call('GET', prefix .. 'cache:epoch')) then
  redis.call('FLUSHDB', 'ASYNC')
  was_emptied = 1
end
-- Who believed this server is not to believe its successor.
redis.set_repl(redis.REPL_NONE)
redis.call('SET', prefix .. 'cache:trusted', 1, 'PXAT', ARGV[1])
redis.set_repl(redis.REPL_ALL)
return was_emptied
