-- Whether whoever asks has to wake a worker up: no turn is under way that would come upon what is due, and nobody else
-- has sent a message a moment ago. Should that message get lost, the next one who asks sends another.
local WOKEN_MS = 1000
local function has_to_wake(prefix)
  if redis.call('EXISTS', prefix .. 'writes:awake') == 1 then
    return 0
  end
  return redis.call('SET', prefix .. 'writes:woken', 1, 'NX', 'PX', WOKEN_MS) and 1 or 0
end
