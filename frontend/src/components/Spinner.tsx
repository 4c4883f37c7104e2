import { classNames } from "./class-names";

/** Turns while something goes on. It is not read out: the text beside it says so. */
export function Spinner({ className }: { className?: string }) {
  const ring = "inline-block size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent";
  return <span aria-hidden="true" className={classNames(ring, className)} />;
}
