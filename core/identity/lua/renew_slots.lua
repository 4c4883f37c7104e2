-- requires: clock_functions
-- Take or renew slots for another `life_ms`: KEYS: prefix. ARGV: life_ms, then of each holder, member, `<id>.<page>`, and how many
-- the holder may have. Answers with the members that have lost theirs: all but the newest of a page, and the oldest beyond that.
local prefix, life_ms = KEYS[1], tonumber(ARGV[1])
local now = now_ms()
local lost = {}

local function crowd_out(slots, max)
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  local members = redis.call('ZRANGE', slots, 0, -1)
  table.sort(members, function(a, b) return a > b end)
  local kept, pages = 0, {}
  for _, member in ipairs(members) do
    local page = string.match(member, '%.(.+)$')
    if kept == max or (page and pages[page]) then
      redis.call('ZREM', slots, member)
      lost[#lost + 1] = member
    else
      kept = kept + 1
      if page then pages[page] = true end
    end
  end
end

for n = 2, #ARGV, 3 do
  local slots = prefix .. 'sockets:' .. ARGV[n]
  local is_new = redis.call('ZADD', slots, now + life_ms, ARGV[n + 1]) == 1
  redis.call('PEXPIRE', slots, life_ms)
  if is_new then crowd_out(slots, tonumber(ARGV[n + 2])) end
end
return lost
