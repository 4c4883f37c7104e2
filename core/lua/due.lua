-- Take up to `limit` members of a pending set that nobody has worked on in time; each is due again later and later.
local pending, hash_prefix, limit, first_ms, last_ms = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local due = {}
for _, id in ipairs(redis.call('ZRANGE', pending, '-inf', string.format('%.0f', now), 'BYSCORE', 'LIMIT', 0, limit)) do
  local kind = redis.call('HGET', hash_prefix .. id, 'kind')
  if kind then
    local sends = redis.call('HINCRBY', hash_prefix .. id, 'sends', 1)
    redis.call('ZADD', pending, now + math.min(first_ms * 2 ^ (sends - 1), last_ms), id)
    due[#due + 1] = { id, kind }
  else
    redis.call('ZREM', pending, id)
  end
end
return due
