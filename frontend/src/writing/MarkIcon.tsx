import type { Mark } from "./format";

const PATHS: Record<Mark, string> = {
  bold: "M7 5h6a3.500 3.500 0 0 1 0 7H7zM7 12h7a3.500 3.500 0 0 1 0 7H7z",
  italic: "M11 5h6M7 19h6M14 5l-4 14",
  quote: "M5 5v14M10 8h9M10 12h9M10 16h6",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  list: "M10 6h10M10 12h10M10 18h10M5 6h.01M5 12h.01M5 18h.01",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.700-5.700l-1.500 1.500M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.700 5.700l1.500-1.500",
};

/** The drawing on a button of the toolbar. */
export function MarkIcon({ mark }: { mark: Mark }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="size-4.5"
    >
      <path d={PATHS[mark]} />
    </svg>
  );
}
