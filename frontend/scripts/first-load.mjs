/** Prints how much JavaScript each page loads at first, compressed; fails above 200 kB. Wants a running server: BASE, COOKIE. */
import { gzipSync } from "node:zlib";

const BASE = process.env.BASE ?? "http://127.0.0.1:3000";
const MOST_KB = 200;
const paths = process.argv.length > 2 ? process.argv.slice(2) : ["/sign-in", "/register", "/"];

async function sizeOf(path) {
  const page = await fetch(BASE + path, { headers: { cookie: process.env.COOKIE ?? "csrf_refresh_token=x" } });
  const html = await page.text();
  const scripts = new Set(
    [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/nomodule/i.test(tag))
      .map(([, src]) => src),
  );
  const sizes = await Promise.all(
    [...scripts].map(async (src) => gzipSync(await (await fetch(BASE + src)).text()).length),
  );
  return {
    path: page.url.replace(BASE, ""),
    scripts: scripts.size,
    kb: sizes.reduce((sum, size) => sum + size, 0) / 1000,
  };
}

for (const path of paths) {
  const { kb, scripts, path: reached } = await sizeOf(path);
  console.log(`${reached}\t${kb.toFixed(1)} kB gzip in ${scripts} scripts`);
  if (kb > MOST_KB) process.exitCode = 1;
}
