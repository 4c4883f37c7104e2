-- Whether whoever asks has to wake a worker up: no turn is under way that would come upon what is due, and nobody else
-- has sent a message a moment ago. Should that message get lost, the next one who asks sends another. A turn that lingers
-- hears the bell, a list that it waits for.
local WOKEN_MS, BELL_MS = 1000, 1000
local function has_to_wake(prefix)
  if redis.call('EXISTS', prefix .. 'writes:awake') == 1 then
    if redis.call('DEL', prefix .. 'writes:lingers') == 1 then
      redis.call('RPUSH', prefix .. 'writes:bell', 1)
      redis.call('PEXPIRE', prefix .. 'writes:bell', BELL_MS)
    end
    return 0
  end
  return redis.call('SET', prefix .. 'writes:woken', 1, 'NX', 'PX', WOKEN_MS) and 1 or 0
end
