-- flags: allow-oom
-- requires: take_functions, turn_functions
-- Take the next batch of due writes of a queue from many partitions, of which all are on this server. KEYS: prefix of what belongs to
-- all. ARGV: queue, turn, awake_ms, 1 if the turn lingers when nothing is due, the limits as JSON (take_functions.lua), and 1 if what
-- is tried again comes first. Answers as take.lua.
local prefix, queue, turn, awake_ms, limits = KEYS[1], ARGV[1], ARGV[2], ARGV[3], cjson.decode(ARGV[5])
-- So much a partition may give whatever others have: a batch of few partitions is quicker than one of many.
local SHARE_MIN = 8
-- The partitions in which something may be due, and those in which something is to be tried again. They are taken out in random
-- order, and put back in the end when there may be more.
local told, tried = prefix .. 'writes:told:' .. queue, prefix .. 'writes:tried:' .. queue
if not hold_turn(prefix, queue, turn, awake_ms) then
  return { 'busy' }
end

local batch, ids, bytes, have_more = {}, {}, 0, {}
local function take_from(partition, share, only_new)
  local sizes = { math.min(share, limits.sizes[1] - #batch), limits.sizes[2], limits.sizes[3] }
  local found, may_be_more, has_tried, size = take_batch(partition, queue, turn, { sizes = sizes, only_new = only_new,
    bytes_max = limits.bytes_max - bytes, attempts_max = limits.attempts_max, lease_ms = limits.lease_ms, wait_ms = limits.wait_ms })
  for _, taken in ipairs(found) do
    batch[#batch + 1], ids[#ids + 1] = taken, taken[2]
  end
  bytes = bytes + size
  -- What comes next there may be due when this batch has ended.
  local is_more = #found > 0 and redis.call('ZCARD', pending_of(partition, queue)) > #found
  if has_tried then
    redis.call('SADD', tried, partition)
  elseif is_more or may_be_more then
    have_more[#have_more + 1] = partition
  end
end

-- A batch of its own, because one of them may harm it.
local function take_tried()
  local partition = redis.call('SPOP', tried)
  while partition and #batch == 0 do
    take_from(partition, limits.sizes[1], false)
    partition = #batch == 0 and redis.call('SPOP', tried)
  end
end

-- What one partition leaves of its even share is for those after it.
local function take_new()
  local partition = redis.call('SPOP', told)
  while partition do
    local room = limits.sizes[1] - #batch
    take_from(partition, math.max(SHARE_MIN, math.ceil(room / (redis.call('SCARD', told) + 1))), true)
    local has_room = #batch < limits.sizes[1] and bytes < limits.bytes_max
    partition = has_room and redis.call('SPOP', told)
  end
end

if ARGV[6] == '1' then
  take_tried()
end
if #batch == 0 then
  take_new()
end
if #batch == 0 then
  take_tried()
end
for _, partition in ipairs(have_more) do
  redis.call('SADD', told, partition)
end
note_batch(prefix, turn, ids, limits.lease_ms)
if #batch == 0 and redis.call('EXISTS', told, tried) == 0 then
  return { linger_or_end(prefix, queue, turn, awake_ms, ARGV[4] == '1') }
end
return { 'taken', batch }
