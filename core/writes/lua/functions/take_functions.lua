-- requires: clock_functions, attempt_functions
-- Take the next batch of due writes of a queue in a partition. `limits` has attempts_max, lease_ms, wait_ms, bytes_max and sizes: how
-- many writes make a batch that have been attempted 0, 1, ... times, because those of a batch that failed are tried again
-- in smaller ones. With only_new these are left out. Answers {outcome, id, the write} of each, whether more may be due,
-- whether something was left out, and how many bytes they have.
local function take_batch(prefix, queue, turn, limits)
  local now, pending = now_ms(), pending_of(prefix, queue)
  local batch, taken, bytes, size = {}, {}, 0, nil
  local sizes, bytes_max, has_tried = limits.sizes, limits.bytes_max, false

  local function attempts_of(id)
    return tonumber(redis.call('HGET', prefix .. 'write:' .. id, 'attempts') or '0')
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
    local attempts = attempts_of(id)
    local may_be = sizes[math.min(attempts + 1, #sizes)]
    if limits.only_new and attempts > 0 then
      has_tried = true
      return
    end
    if size and may_be ~= size then
      return
    end
    local came = begin_attempt(prefix, queue, id, now, limits, taken, ' in ' .. turn)
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
  return batch, #due == 2 * sizes[1], has_tried, bytes
end

-- What the turn has in hand, for release.lua, if its process dies.
local function note_batch(prefix, turn, ids, lease_ms)
  local batch = prefix .. 'turn:' .. turn
  redis.call('DEL', batch)
  for _, id in ipairs(ids) do
    redis.call('RPUSH', batch, id)
  end
  redis.call('PEXPIRE', batch, lease_ms)
end
