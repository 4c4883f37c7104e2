-- requires: accept_functions
-- Look an idempotency key up. KEYS: prefix. ARGV: actor, hash of the key, hash of the request.
return repeated(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) or { 'new' }
