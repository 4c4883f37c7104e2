import Link from "next/link";
import { paths } from "@/routes/paths";
import { basics } from "@/texts/basics";
import { Logo } from "./Logo";

/** The name of the product, which leads to the feed. */
export function Wordmark() {
  return (
    <Link href={paths.feed} className="flex items-center gap-2 rounded-control font-serif text-xl font-semibold tracking-tight">
      <Logo />
      {basics.product.name}
    </Link>
  );
}
