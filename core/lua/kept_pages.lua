-- Pages as they were made last, in `pages:<index>`, so that the next reader's costs no more than to send it. Whatever puts an
-- item forgets the pages of its indexes; whatever changes an author begins a new generation of all pages (put.lua).
local PAGES_MAX, PAGE_BYTES_MAX, PAGE_TTL_S = 32, 262144, 60

-- `about` is {score of the last item if more follow, or false, its id, how many items, ETag}.
local function page_answer(about, items)
  return { false, false, items and 'hit' or 'same', about[1], about[2], about[3], about[4], items }
end

-- Under what a page is kept: the part of the feed that was asked for, and which shape the items have (ARGV of page.lua).
local function asked_of(args)
  return table.concat(args, ' ', 5, 10) .. ' ' .. args[12]
end

local function kept_page(pages, asked, generation, known_etag)
  local about = redis.call('HGET', pages, asked)
  about = about and cjson.decode(about)
  if not about or about[5] ~= generation then
    return nil
  end
  return page_answer(about, about[4] ~= known_etag and redis.call('HGET', pages, 'items ' .. asked))
end

local function keep_page(pages, asked, generation, about, items)
  if #items > PAGE_BYTES_MAX then
    return
  end
  if redis.call('HLEN', pages) >= 2 * PAGES_MAX then
    redis.call('DEL', pages)
  end
  local kept = cjson.encode({ about[1], about[2], about[3], about[4], generation })
  redis.call('HSET', pages, asked, kept, 'items ' .. asked, items)
  redis.call('EXPIRE', pages, PAGE_TTL_S)
end
