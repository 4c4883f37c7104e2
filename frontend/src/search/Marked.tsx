import type { TextPart } from "@/api/generated/types.gen";

/** A text with its hits marked. */
export function Marked({ parts }: { parts: TextPart[] }) {
  return parts.map(({ text, hit }, n) =>
    hit ? (
      <mark key={n} className="rounded-sm bg-notice-wash text-ink underline decoration-notice decoration-2">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
