import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/** A raised sheet. */
export function Card({
  as: Tag = "div",
  className,
  ...rest
}: ComponentProps<"div"> & { as?: "div" | "article" | "section" | "li" }) {
  const Sheet = Tag as "div";
  return <Sheet {...rest} className={classNames("rounded-box border border-line bg-surface p-4 sm:p-6", className)} />;
}
