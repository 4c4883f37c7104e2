/** What of a page is in English: a message of messages/en, or a date as English says it. */
import { readdirSync, readFileSync } from "node:fs";

const BRANCH = /(?:one|other|=0|post|comment) \{((?:[^{}]|\{\w+\})*)\}/g;
const DATE =
  /\b(ago|[AP]M|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|May|June|July|October|December)\b/;

function flat(tree, path = "") {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
}

function messagesIn(locale) {
  const folder = new URL(`../messages/${locale}/`, import.meta.url);
  const files = readdirSync(folder).filter((name) => /^\w+\.json$/.test(name));
  return new Map(files.flatMap((name) => flat(JSON.parse(readFileSync(new URL(name, folder), "utf8")))));
}

/** How a message looks on a page, whatever stands in it. */
function patternsOf(message) {
  const branches = [...message.matchAll(BRANCH)].map(([, branch]) => branch);
  return (/, (plural|select),/.test(message) ? branches : [message]).map((text) => {
    const escaped = text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replace(/\{\w+(, number)?\}/g, ".+").replaceAll("#", "[\\d.,]+")}$`);
  });
}

const german = new Set(messagesIn("de").values());
const PATTERNS = [...messagesIn("en").values()].filter((text) => !german.has(text)).flatMap(patternsOf);

/** All that is read or heard, a line each; what is in another language says so itself. */
const texts = (page) =>
  page.evaluate(() => {
    const found = [document.title.replace(/ · Social$/, "")];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (element.closest("script, style, noscript, [lang]:not(html), .rich")) continue;
      if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      else found.push(...["aria-label", "title", "placeholder", "alt"].map((name) => element.getAttribute(name) ?? ""));
    }
    return found.map((text) => text.trim()).filter(Boolean);
  });

/** What a page says in English. */
export async function englishOn(page) {
  const all = await texts(page);
  return all.filter((text) => DATE.test(text) || PATTERNS.some((pattern) => pattern.test(text)));
}
