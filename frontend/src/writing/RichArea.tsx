"use client";

import { lazy, Suspense, useRef, type ComponentProps } from "react";
import { MentionArea } from "@/mentions/MentionArea";

/** Nobody waits for buttons to read a page, and they come while somebody begins to type. */
const Tools = lazy(() => import("./Tools").then(({ Tools }) => ({ default: Tools })));

/** Several lines of Markdown with buttons for it and a preview, while it `isOpen`. Spread `register("content")` into it. */
export function RichArea({ isOpen = true, ...area }: ComponentProps<typeof MentionArea> & { isOpen?: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const getField = () => frame.current?.querySelector("textarea") ?? null;
  return (
    <div ref={frame}>
      {isOpen && (
        <Suspense fallback={<div className="h-10 max-sm:h-20" />}>
          <Tools getField={getField} />
        </Suspense>
      )}
      <div className="peer-data-preview:hidden">
        <MentionArea {...area} lines={isOpen ? 3 : 1} />
      </div>
    </div>
  );
}
