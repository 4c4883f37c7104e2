import { classNames } from "../class-names";
import { forReaders } from "./rich-html";

type Props = { html?: string | null; text: string; className?: string };

/**
 * What somebody wrote. `html` is `content_html` of the API, which has rendered and sanitised it, and nothing else may be passed;
 * without it (a write that is still on its way) the text is shown as it was typed.
 */
export function RichText({ html, text, className }: Props) {
  if (!html)
    return (
      <p dir="auto" className={classNames("rich whitespace-pre-wrap", className)}>
        {text}
      </p>
    );
  return <div className={classNames("rich", className)} dangerouslySetInnerHTML={{ __html: forReaders(html) }} />;
}
