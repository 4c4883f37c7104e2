import { cva } from "class-variance-authority";
import type { ComponentProps } from "react";

const look = cva("rounded-box border border-line bg-surface p-4", {
  variants: { isDense: { true: "", false: "sm:p-6" } },
});

/** A raised sheet; of many that stand below each other each is dense. */
export function Card({
  as: Tag = "div",
  isDense = false,
  className,
  ...rest
}: ComponentProps<"div"> & { as?: "div" | "article" | "section" | "li"; isDense?: boolean }) {
  const Sheet = Tag as "div";
  return <Sheet {...rest} className={look({ isDense, className })} />;
}
