import { PRODUCT } from "@/i18n/product";

/** The sign and the name of the product. `isNarrow`: where there is least room the sign alone is seen. */
export function Logo({ isNarrow = false }: { isNarrow?: boolean }) {
  return (
    <span className="flex items-center gap-2 text-xl font-semibold tracking-tight">
      <svg aria-hidden="true" viewBox="0 0 28 28" className="size-7 text-accent">
        <path fill="currentColor" d="M3 12a9 9 0 0 1 18 0v9h-9a9 9 0 0 1-9-9Z" />
        <path fill="var(--surface)" d="M8.500 10.500h7v1.800h-7zM8.500 14h4.500v1.800H8.500z" />
        <circle cx="23.500" cy="22.500" r="2.500" fill="currentColor" />
      </svg>
      <span className={isNarrow ? "max-[22.5rem]:sr-only" : undefined}>{PRODUCT}</span>
    </span>
  );
}
