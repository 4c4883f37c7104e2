import type { ComponentProps } from "react";
import { variants } from "./variants";

const look = variants(
  "rounded-box border border-line bg-surface p-4",
  { room: { dense: "", usual: "sm:p-6" } },
  { room: "usual" },
);

/** A raised sheet; of many that stand below each other each is dense. */
export function Card({
  as: Tag = "div",
  isDense = false,
  className,
  ...rest
}: ComponentProps<"div"> & { as?: "div" | "article" | "section" | "li"; isDense?: boolean }) {
  const Sheet = Tag as "div";
  return <Sheet {...rest} className={look({ room: isDense ? "dense" : "usual", className })} />;
}
