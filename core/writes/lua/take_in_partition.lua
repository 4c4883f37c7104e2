-- flags: allow-oom
-- requires: take_functions
-- Take the next batch of due writes of a queue in one partition of many; whoever accepts the next write tells of it anew (accept.lua).
-- KEYS: prefix. ARGV: queue, turn, and the limits as JSON (take_functions.lua). Answers {1 if more may be due, {outcome, id, the
-- write} of each, 1 if what is tried again was left out}.
local prefix = KEYS[1]
redis.call('DEL', prefix .. 'writes:told:' .. ARGV[1])
local batch, may_be_more, has_tried = take_batch(prefix, ARGV[1], ARGV[2], cjson.decode(ARGV[3]))
return { may_be_more and 1 or 0, batch, has_tried and 1 or 0 }
