-- Pages as they were made last, in `pages:<index>`, so that the next reader's costs no more than to send it. Whatever puts an
-- item forgets the pages of its indexes; whatever changes an author begins a new generation of all pages (put.lua).
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

-- `about` is {score of the last item if more follow, or false, its id, how many items, ETag}.
local function page_answer(about, items)
  return { false, false, items and 'hit' or 'same', about[1], about[2], about[3], about[4], items }
end

-- Under what a page is kept: the part of the feed that was asked for, and which shape the items have (ARGV of page.lua).
local function asked_of(args)
  return table.concat(args, ' ', 4, 9) .. ' ' .. args[11]
end

local function kept_page(pages, asked, generation, known_etag)
  local about = redis.call('HGET', pages, asked)
  about = about and cjson.decode(about)
  if not about or about[5] ~= generation then
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

local function keep_page(pages, asked, generation, about, items)
  if #items > PAGE_BYTES_MAX then
    return
  end
  make_room(pages)
  local kept = cjson.encode({ about[1], about[2], about[3], about[4], generation })
  redis.call('HSET', pages, asked, kept, 'items ' .. asked, items)
  redis.call('EXPIRE', pages, PAGE_TTL_S)
end

-- The items with these ids as JSON, each with its author, and what is said about the page. Its ETag tells which they are, and
-- their versions. Nothing when one of them, or its author, is not cached.
local function make_page(prefix, noun, ids, last, shape)
  local users, items, marks = {}, {}, { shape, last or '' }
  for at, id in ipairs(ids) do
    local item = redis.call('HMGET', prefix .. noun .. ':' .. id, 'body', 'author', 'version', 'shape')
    local author = item[2]
    if author and not users[author] then
      -- What has no author any more has an empty one.
      users[author] = author == '' and { '', '' } or redis.call('HMGET', prefix .. 'user:' .. author, 'card', 'version')
    end
    if item[4] ~= shape or not users[author][1] then
      return nil
    end
    items[at] = author == '' and item[1] or '{"author":' .. users[author][1] .. ',' .. string.sub(item[1], 2)
    marks[at + 2] = id .. ' ' .. item[3] .. ' ' .. author .. ' ' .. users[author][2]
  end
  local etag = redis.sha1hex(table.concat(marks, '\n'))
  return { last, ids[#ids] or false, #ids, etag }, '[' .. table.concat(items, ',') .. ']'
end
