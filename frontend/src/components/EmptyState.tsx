import type { ReactNode } from "react";

/** Says in a line that there is nothing, why, and what one could do. */
export function EmptyState({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center justify-center gap-x-3 gap-y-1 py-2 text-center">
      <p className="font-semibold">{title}</p>
      {hint && <p className="text-soft">{hint}</p>}
      {action}
    </div>
  );
}
