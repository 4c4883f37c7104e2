"use client";

import { useEffect, useId, useRef, useState, type ComponentProps, type ReactNode } from "react";
import { classNames } from "./class-names";

type Props = { label: string; trigger: ReactNode; children: ReactNode; className?: string; opens?: "down" | "up"; align?: "left" | "right" };

/** Calls back on Escape and on a click outside. */
function useDismissal(isOpen: boolean, dismiss: (byKey: boolean) => void) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && dismiss(true);
    const onPress = (event: Event) => !root.current?.contains(event.target as Node) && dismiss(false);
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("focusin", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("focusin", onPress);
    };
  });
  return root;
}

/** A button that opens a small sheet of actions. Put `MenuItem`s into it; choosing one closes it. */
export function Menu({ label, trigger, children, className, opens = "down", align = "right" }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const sheetId = useId();
  const root = useDismissal(isOpen, (byKey) => {
    setOpen(false);
    if (byKey) button.current?.focus();
  });
  return (
    <div ref={root} className={classNames("relative", className)}>
      <button ref={button} type="button" aria-expanded={isOpen} aria-controls={sheetId} onClick={() => setOpen(!isOpen)}
        className="flex min-h-10 min-w-10 items-center justify-center rounded-full hover:bg-sunken">
        <span className="sr-only">{label}</span>
        {trigger}
      </button>
      <div id={sheetId} hidden={!isOpen} onClick={() => setOpen(false)}
        className={classNames(opens === "up" ? "bottom-full mb-2" : "mt-2", align === "left" ? "left-0" : "right-0", "absolute z-30 min-w-56 rounded-box border border-line bg-surface p-1.5 shadow-lift")}>
        {children}
      </div>
    </div>
  );
}

/** One action of a menu. */
export function MenuItem({ className, ...rest }: ComponentProps<"button">) {
  const look = "flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-left text-sm hover:bg-sunken aria-pressed:font-semibold aria-pressed:text-accent";
  return <button type="button" {...rest} className={classNames(look, className)} />;
}
