import { classNames } from "../class-names";

type Props = { html?: string | null; text: string; className?: string };

/** A table that is wider than the page scrolls, for the keyboard too. What looks like a tag in a text is escaped. */
const reachable = (html: string) => html.replaceAll("<table>", '<table tabindex="0">');

/**
 * What somebody wrote. `html` is `content_html` of the API, which has rendered and sanitised it, and nothing else may be passed;
 * without it (a write that is still on its way) the text is shown as it was typed.
 */
export function RichText({ html, text, className }: Props) {
  if (!html) return <p className={classNames("rich whitespace-pre-wrap", className)}>{text}</p>;
  return <div className={classNames("rich", className)} dangerouslySetInnerHTML={{ __html: reachable(html) }} />;
}
