/** Where it stands beside an icon of the navigation: over its corner, or at the end of its row on the rail. */
export const BESIDE_ICON = "absolute -top-2 -start-3 lg:start-auto lg:top-3 lg:end-3";

/** A number that asks for attention, and says what it counts. */
export function Count({ count, says, className = "" }: { count: number; says: string; className?: string }) {
  return (
    <span
      className={`inline-flex min-w-5 items-center justify-center rounded-full bg-badge px-1.5 text-xs font-semibold text-[#fff] ${className}`}
    >
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{says}</span>
    </span>
  );
}
