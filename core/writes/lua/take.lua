-- flags: allow-oom
-- requires: take_functions, turn_functions
-- Take the next batch of due writes of a queue, where all are in one partition. KEYS: prefix. ARGV: queue, turn, awake_ms, 1 if the turn lingers
-- when nothing is due, and the limits as JSON (take_functions.lua).
-- Answers {'busy'}, {'over'}, {'lingers'}, or {'taken', {outcome, id, the write} of each}; that may be none although
-- more are due.
local prefix, queue, turn, awake_ms, limits = KEYS[1], ARGV[1], ARGV[2], ARGV[3], cjson.decode(ARGV[5])
if not hold_turn(prefix, queue, turn, awake_ms) then
  return { 'busy' }
end
local batch, may_be_more = take_batch(prefix, queue, turn, limits)
local ids = {}
for n, taken in ipairs(batch) do
  ids[n] = taken[2]
end
note_batch(prefix, turn, ids, limits.lease_ms)
if #batch == 0 and not may_be_more then
  return { linger_or_end(prefix, queue, turn, awake_ms, ARGV[4] == '1') }
end
return { 'taken', batch }
