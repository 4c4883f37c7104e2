import Link from "next/link";
import { paths } from "@/routes/paths";
import { Logo } from "./Logo";

/** The name of the product, which leads to the feed. */
export function Wordmark() {
  return (
    <Link href={paths.feed} className="rounded-control">
      <Logo />
    </Link>
  );
}
