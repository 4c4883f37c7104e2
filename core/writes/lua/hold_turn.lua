-- requires: turn_functions
-- Hold the turn of a queue over all partitions. KEYS: prefix. ARGV: queue, turn, awake_ms. Answers {'busy'}, or {'held', the partitions of which
-- somebody told that something is due}.
local told = KEYS[1] .. 'writes:told:' .. ARGV[1]
if not hold_turn(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then
  return { 'busy' }
end
local partitions = redis.call('SMEMBERS', told)
redis.call('DEL', told)
return { 'held', partitions }
