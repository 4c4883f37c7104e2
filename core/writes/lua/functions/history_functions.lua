-- Add a line to the story of a write: the milliseconds since its acceptance, and what happened. A write that is gone gets
-- none; one that fails for days keeps the newest lines.
local STORY_MAX = 4000
local function with_line(story, accepted_ms, at_ms, what)
  local line = string.format('%.0f %s', at_ms - accepted_ms, what)
  story = story and story .. '\n' .. line or line
  if #story > STORY_MAX then
    story = string.gsub(string.sub(story, -STORY_MAX), '^[^\n]*\n', '', 1)
  end
  return story
end

local function tell_story(prefix, id, at_ms, what)
  local write = prefix .. 'write:' .. id
  local known = redis.call('HMGET', write, 'at_ms', 'story')
  if known[1] then
    redis.call('HSET', write, 'story', with_line(known[2], known[1], at_ms, what))
  end
end
