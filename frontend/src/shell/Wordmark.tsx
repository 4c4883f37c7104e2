import type { ComponentProps } from "react";
import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";
import { Logo } from "./Logo";

/** The name of the product, which leads to the feed. */
export function Wordmark(props: ComponentProps<typeof Logo>) {
  return (
    <PageLink href={paths.feed} className="rounded-control">
      <Logo {...props} />
    </PageLink>
  );
}
