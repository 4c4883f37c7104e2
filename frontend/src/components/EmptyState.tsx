import type { ReactNode } from "react";

/** Says that there is nothing, why, and what one could do. */
export function EmptyState({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="rounded-box border border-dashed border-line px-6 py-14 text-center">
      <p className="font-serif text-xl">{title}</p>
      {hint && <p className="mx-auto mt-2 max-w-sm text-soft">{hint}</p>}
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}
