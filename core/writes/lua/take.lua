-- flags: allow-oom
-- requires: clock_functions, attempt_functions
-- Take the next batch of due writes. One turn at a time takes batches; another one may when the first has not come back
-- within awake_ms. A turn that finds nothing ends, and the next accepted write wakes a worker (wake_functions.lua); or it
-- lingers, and the next accepted write rings its bell.
-- KEYS: prefix. ARGV: attempts_max, lease_ms, wait_ms, turn, awake_ms, bytes_max, 1 if the turn lingers when nothing is due,
-- then the size of a batch of writes that have been attempted 0, 1, ... times: the writes of a batch that failed are tried
-- again in smaller ones.
-- Answers {'busy'}, {'over'}, {'lingers'}, or {'taken', {outcome, id, the write} of each}; that may be none although
-- more are due.
local prefix, turn = KEYS[1], ARGV[4]
local limits = { attempts_max = tonumber(ARGV[1]), lease_ms = tonumber(ARGV[2]), wait_ms = tonumber(ARGV[3]) }
local pending, awake = prefix .. 'writes:pending', prefix .. 'writes:awake'
local bytes_max, sizes = tonumber(ARGV[6]), {}
for n = 8, #ARGV do
  sizes[#sizes + 1] = tonumber(ARGV[n])
end

local holder = redis.call('GET', awake)
if holder and holder ~= turn then
  return { 'busy' }
end
redis.call('SET', awake, turn, 'PX', ARGV[5])
redis.call('DEL', prefix .. 'writes:woken', prefix .. 'writes:lingers')

local now = now_ms()
local batch, taken, bytes, size = {}, {}, 0, nil
local function size_of(id)
  local attempts = tonumber(redis.call('HGET', prefix .. 'write:' .. id, 'attempts') or '0')
  return sizes[math.min(attempts + 1, #sizes)]
end

local function has_room()
  return #batch < (size or sizes[1]) and bytes < bytes_max
end

local add
local function add_followers(id)
  local followers = redis.call('SMEMBERS', prefix .. 'waiting:' .. id)
  for _, follower in ipairs(followers) do
    if has_room() then
      add(follower)
    end
  end
end

add = function(id)
  if size and size_of(id) ~= size then
    return
  end
  local may_be = size_of(id)
  local came = begin_attempt(prefix, id, now, limits, taken, ' in ' .. turn)
  if came ~= 'begun' and came ~= 'exhausted' then
    return
  end
  size = size or may_be
  taken[id] = true
  local write = redis.call('HGETALL', prefix .. 'write:' .. id)
  for n = 2, #write, 2 do
    bytes = bytes + #write[n]
  end
  batch[#batch + 1] = { came, id, write }
  add_followers(id)
end

local due = redis.call('ZRANGE', pending, '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, 2 * sizes[1])
for _, id in ipairs(due) do
  if has_room() and not taken[id] then
    add(id)
  end
end

-- For release.lua, if the process of this turn dies.
local batch_key = prefix .. 'turn:' .. turn
redis.call('DEL', batch_key)
for _, taken_one in ipairs(batch) do
  redis.call('RPUSH', batch_key, taken_one[2])
end
redis.call('PEXPIRE', batch_key, limits.lease_ms)
if #batch == 0 and #due < 2 * sizes[1] then
  if ARGV[7] == '1' then
    redis.call('SET', prefix .. 'writes:lingers', turn, 'PX', ARGV[5])
    return { 'lingers' }
  end
  redis.call('DEL', awake)
  return { 'over' }
end
return { 'taken', batch }
