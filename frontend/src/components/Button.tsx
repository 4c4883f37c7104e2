import type { ComponentProps } from "react";
import { classNames } from "./class-names";
import { Spinner } from "./Spinner";

const KINDS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "text-soft hover:bg-sunken hover:text-ink",
  danger: "bg-alarm text-surface hover:opacity-90",
};
const SIZES = { small: "min-h-8 px-3 text-sm", normal: "min-h-11 px-4" };

type Look = { kind?: keyof typeof KINDS; size?: keyof typeof SIZES };

/** The look of a button, for a link that should look like one. */
export function buttonClass({ kind = "secondary", size = "normal" }: Look = {}): string {
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-control font-medium transition-colors disabled:opacity-60",
    KINDS[kind],
    SIZES[size],
  );
}

type Props = ComponentProps<"button"> & Look & { busy?: boolean };

/** A button. While `busy` it turns a ring, and a second click does nothing. */
export function Button({ kind, size, busy = false, className, children, type = "button", onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClass({ kind, size }), className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
