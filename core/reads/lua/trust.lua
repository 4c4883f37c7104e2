-- flags: allow-oom
-- Let the cache be believed until then (core/reads/cache_debts.py). KEYS: prefixes. ARGV: until when, by this server's clock in ms.
for _, prefix in ipairs(KEYS) do
  redis.call('SET', prefix .. 'cache:trusted', 1, 'PXAT', ARGV[1])
end
