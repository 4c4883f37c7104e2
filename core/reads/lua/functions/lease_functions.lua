-- requires: clock_functions
-- A read lease: the cache's epoch and the time. What was read from MongoDB under it may be put only while the
-- epoch is the same (a flush removes it) and for a minute (tombstones and versions are kept longer than that).
local READ_MAX_MS = 60000

local function take_lease(prefix, random)
  redis.call('SET', prefix .. 'cache:epoch', random, 'NX')
  return redis.call('GET', prefix .. 'cache:epoch'), whole(now_ms())
end

local function lease_holds(prefix, epoch, begun_ms)
  local age_ms = now_ms() - begun_ms
  return redis.call('GET', prefix .. 'cache:epoch') == epoch and age_ms >= 0 and age_ms < READ_MAX_MS
end

-- Whether the cache may be trusted: a process found less than a second ago that nothing is owed (core/reads/cache_debts.py).
local function is_trusted(prefix)
  return redis.call('EXISTS', prefix .. 'cache:trusted') == 1
end
