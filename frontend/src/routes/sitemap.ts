/** A sitemap has at most so many addresses (sitemaps.org, protocol). */
export const ADDRESSES_MAX = 50_000;
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])\.xml$/;
const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** A page, and when it changed last. */
export type Address = { url: string; changedAt?: string };

const at = (month: number) => new Date(month).toISOString().slice(0, 7);

/** The months from the one of `first` to the one of `last`, both in ms: `2026-11`. */
export function monthsBetween(first: number, last: number): string[] {
  const months: string[] = [];
  const from = new Date(first);
  for (let n = 0; ; n++) {
    const month = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + n);
    if (month > last) return months;
    months.push(at(month));
  }
}

/** First and last millisecond of the month that a file such as `2026-11.xml` is about; null if there is no such file. */
export function spanOf(file: string): { since: number; until: number } | null {
  const [, year, month] = MONTH.exec(file) ?? [];
  if (!year || !month) return null;
  return { since: Date.UTC(+year, +month - 1), until: Date.UTC(+year, +month) - 1 };
}

const escaped = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

function xml(root: "urlset" | "sitemapindex", entry: "url" | "sitemap", addresses: Address[]): string {
  const entries = addresses.map(
    ({ url, changedAt }) =>
      `<${entry}><loc>${escaped(url)}</loc>${changedAt ? `<lastmod>${changedAt}</lastmod>` : ""}</${entry}>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${XMLNS}>\n${entries.join("\n")}\n</${root}>\n`;
}

/** The list of pages that search engines read (sitemaps.org). */
export const urlset = (addresses: Address[]): string => xml("urlset", "url", addresses);

/** The list of such lists. */
export const sitemapIndex = (urls: string[]): string =>
  xml(
    "sitemapindex",
    "sitemap",
    urls.map((url) => ({ url })),
  );
