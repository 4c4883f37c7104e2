-- requires: lease_functions
-- Take a read lease. KEYS: prefix. ARGV: random. Answers {epoch, now}.
local epoch, now = take_lease(KEYS[1], ARGV[1])
return { epoch, now }
