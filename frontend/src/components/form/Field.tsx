import { useId, type ComponentProps, type ReactNode } from "react";
import { classNames } from "../class-names";

const CONTROL =
  "w-full rounded-control border border-edge bg-surface px-3.5 py-2.5 text-ink placeholder:text-soft hover:border-ink disabled:border-line disabled:bg-sunken disabled:text-soft aria-invalid:border-alarm";

type FrameProps = { label: string; hint?: string; error?: string; hideLabel?: boolean; aside?: ReactNode };

/** What ties a control to its label, hint and error. */
export type Tied = { id: string; className: string; "aria-invalid"?: true; "aria-describedby"?: string };

/** A label, a hint and an error around any control; the control gets what ties it to them. */
export function FieldFrame({
  label,
  hint,
  error,
  hideLabel,
  aside,
  children,
}: FrameProps & { children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <div className={classNames("flex items-baseline justify-between gap-3", hideLabel && "sr-only")}>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        className: CONTROL,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": described || undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      <p id={`${id}-error`} role="alert" className={classNames("text-sm font-medium text-alarm", !error && "hidden")}>
        {error}
      </p>
    </div>
  );
}

type Props = ComponentProps<"input"> & FrameProps;

/** A line of text with label, hint and error. Spread `register("name")` into it. */
export function Field({ label, hint, error, hideLabel, aside, className, ...input }: Props) {
  return (
    <FieldFrame {...{ label, hint, error, hideLabel, aside }}>
      {(tied) => <input dir="auto" {...input} {...tied} className={classNames(tied.className, className)} />}
    </FieldFrame>
  );
}
