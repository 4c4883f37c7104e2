-- flags: allow-oom
-- requires: turn_functions
-- Nothing of a queue is due in any partition: the turn lingers or is over, unless somebody has told of a partition since. KEYS: prefix.
-- ARGV: queue, turn, awake_ms, 1 if the turn lingers. Answers 'told', 'lingers' or 'over'.
if redis.call('EXISTS', KEYS[1] .. 'writes:told:' .. ARGV[1]) == 1 then
  return 'told'
end
redis.call('DEL', KEYS[1] .. 'writes:known:' .. ARGV[1])
return linger_or_end(KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1')
