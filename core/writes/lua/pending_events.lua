-- requires: look_functions
-- As pending_events in look_functions.lua. KEYS: prefix. ARGV: how many at most.
return pending_events(KEYS[1], tonumber(ARGV[1]))
