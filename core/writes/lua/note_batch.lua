-- flags: allow-oom
-- requires: take_functions
-- Note what a turn has in hand, of all partitions. KEYS: prefix. ARGV: turn, lease_ms, ids.
note_batch(KEYS[1], ARGV[1], { unpack(ARGV, 3) }, ARGV[2])
return 1
