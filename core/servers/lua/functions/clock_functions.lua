-- The clock of this server, in epoch milliseconds. It is the one clock of everything that is stored here.
local function now_ms()
  local clock = redis.call('TIME')
  return clock[1] * 1000 + math.floor(clock[2] / 1000)
end

-- A number with all its digits: Lua alone writes large ones as 1.7e+12.
local function whole(number)
  return string.format('%.0f', number)
end
