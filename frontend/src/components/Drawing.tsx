import type { IconNode } from "lucide";
import { createElement } from "react";

/** One of lucide's drawings, in the colour of the text; it is not read out. */
export function Drawing({ drawing, className }: { drawing: IconNode; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
    >
      {drawing.map(([shape, attributes], n) => createElement(shape, { key: n, ...attributes }))}
    </svg>
  );
}
