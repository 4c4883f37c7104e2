-- requires: clock_functions
-- Add a line to the history of a write: the milliseconds since its acceptance, and what happened. A write that is gone gets
-- none; one that fails for days keeps the newest lines.
local HISTORY_MAX = 4000
local function with_line(history, accepted_ms, at_ms, what)
  local line = string.format('%.0f %s', at_ms - accepted_ms, what)
  history = history and history .. '\n' .. line or line
  if #history > HISTORY_MAX then
    history = string.gsub(string.sub(history, -HISTORY_MAX), '^[^\n]*\n', '', 1)
  end
  return history
end

local function add_history(prefix, id, at_ms, what)
  local write = prefix .. 'write:' .. id
  local known = redis.call('HMGET', write, 'at_ms', 'story')
  if known[1] then
    redis.call('HSET', write, 'story', with_line(known[2], known[1], at_ms, what))
  end
end
