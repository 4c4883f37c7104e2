import type { ReactNode } from "react";
import { classNames } from "./class-names";

const KINDS = {
  info: "bg-accent-wash text-ink",
  notice: "bg-notice-wash text-notice",
  alarm: "bg-alarm-wash text-alarm",
};

type Props = { kind?: keyof typeof KINDS; children: ReactNode; action?: ReactNode; className?: string };

/** Says something about the page, with at most one thing to do. An alarm is read out at once, others when there is a pause. */
export function Banner({ kind = "info", children, action, className }: Props) {
  const look = "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-control px-4 py-3 text-sm";
  return (
    <div role={kind === "alarm" ? "alert" : "status"} className={classNames(look, KINDS[kind], className)}>
      <div className="min-w-0 flex-1 font-medium">{children}</div>
      {action}
    </div>
  );
}
