import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** A raised sheet; of many that stand below each other each is dense. */
export function Card({
  as: Tag = "div",
  isDense,
  className,
  ...rest
}: ComponentProps<"div"> & { as?: "div" | "article" | "section" | "li"; isDense?: boolean }) {
  const Sheet = Tag as "div";
  const look = classNames("rounded-box border border-line bg-surface p-4", !isDense && "sm:p-6", className);
  return <Sheet {...rest} className={look} />;
}
