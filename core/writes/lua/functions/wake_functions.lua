-- Whether the caller has to wake a worker for a queue: no turn is under way that will find what is due, and no message was sent
-- within WOKEN_MS. If that message gets lost, the next caller sends another. A turn that lingers waits for the bell, a list.
local WOKEN_MS, BELL_MS = 1000, 1000
local function has_to_wake(prefix, queue)
  if redis.call('EXISTS', prefix .. 'writes:awake:' .. queue) == 1 then
    if redis.call('DEL', prefix .. 'writes:lingers:' .. queue) == 1 then
      redis.call('RPUSH', prefix .. 'writes:bell:' .. queue, 1)
      redis.call('PEXPIRE', prefix .. 'writes:bell:' .. queue, BELL_MS)
    end
    return 0
  end
  return redis.call('SET', prefix .. 'writes:woken:' .. queue, 1, 'NX', 'PX', WOKEN_MS) and 1 or 0
end
