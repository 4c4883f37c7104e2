-- requires: clock_functions
-- Pages as they were made last, in `pages:<index>`, so that the next reader's costs no more than to send it. Whatever puts an
-- item forgets the pages of its indexes; whatever changes an author begins a new generation of all pages (put.lua). A page shows
-- first replies as well, which are in other indexes: it remembers their versions, and is shown while they have these. A page of
-- a home feed remembers those of all that it shows. It is not shown for longer than PAGE_TTL_S, as watermarks are swept.
local PAGES_MAX, PAGE_BYTES_MAX, PAGE_TTL_S = 32, 262144, 60

-- Whether the cache may be trusted (lease_functions.lua), and the generation of its pages.
local function trust_and_generation(prefix)
  return unpack(redis.call('MGET', prefix .. 'cache:trusted', prefix .. 'cache:generation'))
end

-- Whether what a feed belongs to is there, with what that needs itself. `owner` is `post:<id>`, or '' if there is none.
local function has_owner(prefix, owner)
  if owner == '' then
    return true
  end
  local needs = redis.call('HMGET', prefix .. owner, 'version', 'needs')
  return needs[1] and (not needs[2] or needs[2] == '' or redis.call('EXISTS', prefix .. needs[2]) == 1)
end

-- `about` is {score of the last item if more follow, or false, its id, how many items, ETag, names of what else it depends on:
-- first replies, in a home feed all posts and the indexes of merged authors}.
local function page_answer(about, items)
  return { false, false, items and 'hit' or 'same', about[1], about[2], about[3], about[4], items }
end

-- Under what a page is kept: the part of the feed that was asked for, and which shape the items have (ARGV of page.lua).
local function asked_of(args)
  return table.concat(args, ' ', 4, 9) .. ' ' .. args[11]
end

-- The watermarks of these items and indexes, which only a change of one changes; they outlive the page.
local function versions_of(prefix, names)
  if names == '' then
    return ''
  end
  local wanted, versions = {}, {}
  for name in string.gmatch(names, '%S+') do
    wanted[#wanted + 1] = name
  end
  for at, version in ipairs(redis.call('HMGET', prefix .. 'cache:floors', unpack(wanted))) do
    versions[at] = version or '-'
  end
  return table.concat(versions, ' ')
end

local function kept_page(prefix, index, asked, generation, known_etag)
  local pages = prefix .. 'pages:' .. index
  local about = redis.call('HGET', pages, asked)
  about = about and cjson.decode(about)
  if not about or about[6] ~= generation or now_ms() - about[8] > PAGE_TTL_S * 1000 or about[7] ~= versions_of(prefix, about[5]) then
    return nil
  end
  return page_answer(about, about[4] ~= known_etag and redis.call('HGET', pages, 'items ' .. asked))
end

-- Room for one more. A page has two fields, and a third one if it was leased.
local function make_room(pages)
  if redis.call('HLEN', pages) >= 2 * PAGES_MAX then
    redis.call('DEL', pages)
  end
end

-- A reader of MongoDB leases the page before: what is put meanwhile ends that lease, and then the page is not
-- kept (keep_read.lua). After Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, 3.2.1. Readers who come at the same
-- time share one: if each ended that of the one before, none of many would ever keep the page.
local function lease_page(pages, asked, random)
  make_room(pages)
  redis.call('HSETNX', pages, 'lease ' .. asked, random)
  redis.call('EXPIRE', pages, PAGE_TTL_S)
  return redis.call('HGET', pages, 'lease ' .. asked)
end

local function is_leased(pages, asked, token)
  return redis.call('HGET', pages, 'lease ' .. asked) == token
end

local function keep_page(prefix, index, asked, generation, about, items)
  if #items > PAGE_BYTES_MAX then
    return
  end
  local pages = prefix .. 'pages:' .. index
  make_room(pages)
  local kept = cjson.encode({ about[1], about[2], about[3], about[4], about[5], generation, versions_of(prefix, about[5]), now_ms() })
  redis.call('HSET', pages, asked, kept, 'items ' .. asked, items)
  redis.call('EXPIRE', pages, PAGE_TTL_S)
end

-- An item as JSON with its author, and what HMGET says of it. What it is made of is added to the marks of the page.
-- Nothing when it, or its author, is not cached.
local function item_of_page(making, id)
  local item = redis.call('HMGET', making.prefix .. making.noun .. ':' .. id,
    'body', 'author', 'version', 'shape', 'first_replies', 'replies_cursor')
  local author, users = item[2], making.users
  if author and not users[author] then
    -- What has no author any more has an empty one.
    users[author] = author == '' and { '', '' } or redis.call('HMGET', making.prefix .. 'user:' .. author, 'card', 'version')
  end
  if item[4] ~= making.shape or not users[author][1] then
    return nil
  end
  making.marks[#making.marks + 1] = id .. ' ' .. item[3] .. ' ' .. author .. ' ' .. users[author][2]
  return author == '' and item[1] or '{"author":' .. users[author][1] .. ',' .. string.sub(item[1], 2), item
end

-- A comment as JSON with its first replies. Nothing when one of them is not cached.
local function with_first_replies(making, json, item)
  local replies = {}
  for id in string.gmatch(item[5] or '', '%S+') do
    local reply = item_of_page(making, id)
    if not reply then
      return nil
    end
    replies[#replies + 1] = reply
    making.replies[#making.replies + 1] = 'comment:' .. id
  end
  local cursor = (item[6] or '') == '' and 'null' or '"' .. item[6] .. '"'
  return string.sub(json, 1, -2) .. ',"first_replies":[' .. table.concat(replies, ',') .. '],"replies_cursor":' .. cursor .. '}'
end

-- The items with these ids as JSON, each with its author, and what is said about the page. Its ETag tells which they are, and
-- their versions. Nothing when one of them, or its author, is not cached.
local function make_page(prefix, noun, ids, last, shape)
  local making = { prefix = prefix, noun = noun, shape = shape, users = {}, marks = { shape, last or '' }, replies = {} }
  local items = {}
  for at, id in ipairs(ids) do
    local json, item = item_of_page(making, id)
    if json and noun == 'comment' then
      json = with_first_replies(making, json, item)
    end
    if not json then
      return nil
    end
    items[at] = json
  end
  local etag = redis.sha1hex(table.concat(making.marks, '\n'))
  return { last, ids[#ids] or false, #ids, etag, table.concat(making.replies, ' ') }, '[' .. table.concat(items, ',') .. ']'
end
