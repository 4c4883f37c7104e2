import type { ComponentProps } from "react";
import { buttonClass, type Look } from "./button-class";
import { Spinner } from "../Spinner";

type Props = ComponentProps<"button"> & Look & { busy?: boolean };

/** A button. While `busy` it turns a ring, and a second click does nothing. */
export function Button({ kind, size, busy = false, className, children, type = "button", onClick, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ kind, size, className })}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
