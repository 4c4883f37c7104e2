-- requires: pending_functions
-- Whether a write has not ended. KEYS: prefix. ARGV: id. Answers 1 or 0.
return pending_set(KEYS[1], ARGV[1]) and 1 or 0
