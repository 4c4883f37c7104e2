import { classNames } from "../class-names";

const KINDS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "text-soft hover:bg-sunken hover:text-ink",
  danger: "bg-alarm text-surface hover:opacity-90",
};
const SIZES = { small: "min-h-8 px-3 text-sm pointer-coarse:min-h-11", normal: "min-h-11 px-4" };

export type Look = { kind?: keyof typeof KINDS; size?: keyof typeof SIZES };

/** The look of a button, for a link that should look like one. */
export function buttonClass({ kind = "secondary", size = "normal" }: Look = {}): string {
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-control font-medium transition-colors disabled:opacity-60",
    KINDS[kind],
    SIZES[size],
  );
}
