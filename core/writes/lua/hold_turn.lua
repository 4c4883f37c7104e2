-- flags: allow-oom
-- requires: turn_functions
-- Hold the turn of a queue over all partitions. KEYS: prefix. ARGV: queue, turn, awake_ms, 1 if the turn begins. Answers {'busy'},
-- or {'held', the partitions of which somebody has told since that something is due}; to a turn that begins, those as well of
-- which one before it was told, whose process died.
local prefix, queue = KEYS[1], ARGV[1]
if not hold_turn(prefix, queue, ARGV[2], ARGV[3]) then
  return { 'busy' }
end
local told, known = prefix .. 'writes:told:' .. queue, prefix .. 'writes:known:' .. queue
local partitions = redis.call('SMEMBERS', told)
if #partitions > 0 then
  redis.call('SADD', known, unpack(partitions))
  redis.call('DEL', told)
end
return { 'held', ARGV[4] == '1' and redis.call('SMEMBERS', known) or partitions }
