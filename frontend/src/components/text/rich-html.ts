/** Blocks whose direction is that of their own first letter: a post may have paragraphs in several scripts. */
const OWN_DIRECTION = /<(p|h[1-6]|ul|ol|blockquote|table)(?=[ >])/g;
const HEADING = /<(\/?)h([1-6])(?=[ >])/g;
/** The title of the post above is of the first or second level. */
const BELOW = 2;
const DEEPEST = 6;

/**
 * Sanitised HTML (`content_html`) as it stands in a page: headings below that of the post, each block in the direction of its script,
 * and what is wider than the page scrolls, for the keyboard too. What looks like a tag in a text is escaped there.
 */
export function forReaders(html: string): string {
  return html
    .replace(OWN_DIRECTION, '<$1 dir="auto"')
    .replace(HEADING, (_, slash: string, level: string) => `<${slash}h${Math.min(DEEPEST, Number(level) + BELOW)}`)
    .replaceAll("<table ", '<table tabindex="0" ')
    .replaceAll("<pre>", '<pre dir="ltr" tabindex="0">');
}
