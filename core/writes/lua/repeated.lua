-- Look an idempotency key up. ARGV: prefix, actor, hash of the key, hash of the request.
return repeated(ARGV[1], ARGV[2], ARGV[3], ARGV[4]) or { 'new' }
