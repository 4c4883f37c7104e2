-- Add a line to the story of a write: the milliseconds since its acceptance, and what happened. A write that is gone gets
-- none; one that fails for days keeps the newest lines.
local STORY_MAX = 4000
local function tell_story(prefix, id, at_ms, what)
  local write = prefix .. 'write:' .. id
  local known = redis.call('HMGET', write, 'at_ms', 'story')
  if not known[1] then
    return
  end
  local line = string.format('%.0f %s', at_ms - known[1], what)
  local story = known[2] and known[2] .. '\n' .. line or line
  if #story > STORY_MAX then
    story = string.gsub(string.sub(story, -STORY_MAX), '^[^\n]*\n', '', 1)
  end
  redis.call('HSET', write, 'story', story)
end
