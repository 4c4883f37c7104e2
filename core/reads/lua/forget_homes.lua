-- requires: clock_functions, put_functions
-- Forget home indexes, and what is being filled or put into them. KEYS: prefix. ARGV: the ids of their readers.
for _, reader in ipairs(ARGV) do
  redis.call('DEL', KEYS[1] .. 'home:' .. reader, KEYS[1] .. 'merged:' .. reader, KEYS[1] .. 'pages:home:' .. reader)
  raise_watermark(KEYS[1], 'home:' .. reader, 'forgotten')
end
return #ARGV
