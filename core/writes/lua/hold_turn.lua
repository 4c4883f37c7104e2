-- requires: turn_functions
-- Hold the turn over all partitions. KEYS: prefix. ARGV: turn, awake_ms. Answers {'busy'}, or {'held', the partitions of which
-- somebody told that something is due}.
local told = KEYS[1] .. 'writes:told'
if not hold_turn(KEYS[1], ARGV[1], ARGV[2]) then
  return { 'busy' }
end
local partitions = redis.call('SMEMBERS', told)
redis.call('DEL', told)
return { 'held', partitions }
