-- The position up to which sessions have ended. It begins with the clock, so that a journal that was emptied, or put in the
-- place of another one, has another position.
local function ended_position(prefix)
  local name = prefix .. 'sessions:ended_seq'
  local position = redis.call('GET', name)
  if not position then
    local clock = redis.call('TIME')
    position = string.format('%.0f', clock[1] * 1000000 + clock[2])
    redis.call('SET', name, position)
  end
  return tonumber(position)
end
