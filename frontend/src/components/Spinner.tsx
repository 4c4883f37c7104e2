import { texts } from "@/texts";
import { classNames } from "./class-names";

/** Turns while something goes on. With `label` it is read out; without, the text beside it says so. */
export function Spinner({ label, className }: { label?: string | true; className?: string }) {
  const ring = classNames("inline-block size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent", className);
  if (!label) return <span aria-hidden="true" className={ring} />;
  return <span role="status" aria-label={label === true ? texts.loading : label} className={ring} />;
}
