-- flags: allow-oom
-- requires: take_functions, turn_functions
-- Take the next batch of due writes, where all are in one partition. KEYS: prefix. ARGV: turn, awake_ms, 1 if the turn lingers
-- when nothing is due, and the limits as JSON (take_functions.lua).
-- Answers {'busy'}, {'over'}, {'lingers'}, or {'taken', {outcome, id, the write} of each}; that may be none although
-- more are due.
local prefix, turn, awake_ms, limits = KEYS[1], ARGV[1], ARGV[2], cjson.decode(ARGV[4])
if not hold_turn(prefix, turn, awake_ms) then
  return { 'busy' }
end
local batch, may_be_more = take_batch(prefix, turn, limits)
local ids = {}
for n, taken in ipairs(batch) do
  ids[n] = taken[2]
end
note_batch(prefix, turn, ids, limits.lease_ms)
if #batch == 0 and not may_be_more then
  return { linger_or_end(prefix, turn, awake_ms, ARGV[3] == '1') }
end
return { 'taken', batch }
