import { PageLink } from "@/components/PageLink";

export type OrderLink = { href: string; label: string; isHere: boolean };

/** In which order a list is shown, and the way to the others. */
export function OrderLinks({ label, links }: { label: string; links: OrderLink[] }) {
  return (
    <nav aria-label={label} className="mb-4 flex flex-wrap gap-1 text-sm">
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
