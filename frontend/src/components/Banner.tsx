import type { ReactNode } from "react";
import { variants, type VariantsOf } from "./variants";

// The border is what is left where colours are forced.
const look = variants(
  "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-control border border-transparent px-4 py-3 text-sm",
  {
    kind: {
      info: "bg-accent-wash text-ink",
      notice: "bg-notice-wash text-notice",
      alarm: "bg-alarm-wash text-alarm",
    },
  },
  { kind: "info" },
);

type Props = VariantsOf<typeof look> & { children: ReactNode; action?: ReactNode; className?: string };

/** Says something about the page, with at most one thing to do. An alarm is read out at once, others when there is a pause. */
export function Banner({ kind, children, action, className }: Props) {
  return (
    <div role={kind === "alarm" ? "alert" : "status"} className={look({ kind, className })}>
      <div className="min-w-0 flex-1 font-medium">{children}</div>
      {action}
    </div>
  );
}
