import { PageLink } from "@/components/PageLink";
import { classNames } from "@/components/class-names";

export type OrderLink = { href: string; label: string; isHere: boolean };

type Props = { label: string; links: OrderLink[]; className?: string };

/** In which order a list is shown, and the way to the others. */
export function OrderLinks({ label, links, className }: Props) {
  return (
    <nav aria-label={label} className={classNames("flex flex-wrap gap-1 text-sm", className)}>
      {links.map(({ href, label: text, isHere }) => (
        <PageLink
          key={href}
          href={href}
          scroll={false}
          aria-current={isHere ? "page" : undefined}
          className="inline-flex min-h-10 items-center rounded-control px-3 text-soft hover:bg-sunken hover:text-ink aria-[current]:bg-accent-wash aria-[current]:text-accent"
        >
          {text}
        </PageLink>
      ))}
    </nav>
  );
}
