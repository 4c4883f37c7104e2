-- requires: clock_functions
-- A read lease: the cache's epoch and the time. What was read from MongoDB under it may be put only while the
-- epoch is the same (a flush removes it) and for a minute (tombstones and versions are kept longer than that).
local READ_MAX_MS = 60000

-- Says which server this is, and since when it is a master: a restart changes the first identifier, a failover the second.
local function reign()
  local about = redis.call('INFO', 'server', 'replication')
  return string.sub(redis.sha1hex(about:match('run_id:%w+') .. about:match('master_replid:%w+')), 1, 12)
end

local function begin_epoch(prefix, random)
  local epoch = random .. '@' .. reign()
  redis.call('SET', prefix .. 'cache:epoch', epoch)
  return epoch
end

-- A replica that became a master lacks what its master had not sent yet, and has its epoch.
local function is_inherited(epoch)
  return epoch and string.match(epoch, '@(.*)') ~= reign()
end

local function take_lease(prefix, random)
  return redis.call('GET', prefix .. 'cache:epoch') or begin_epoch(prefix, random), whole(now_ms())
end

local function lease_holds(prefix, epoch, begun_ms)
  local age_ms = now_ms() - begun_ms
  return redis.call('GET', prefix .. 'cache:epoch') == epoch and age_ms >= 0 and age_ms < READ_MAX_MS
end

-- Whether the cache may be trusted: a process found less than a second ago that nothing is owed (core/reads/cache_debts.py).
local function is_trusted(prefix)
  return redis.call('EXISTS', prefix .. 'cache:trusted') == 1
end
