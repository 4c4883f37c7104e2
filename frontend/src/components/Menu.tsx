"use client";

import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { classNames } from "./class-names";

const MARGIN_PX = 8;
const BESIDE = { up: "bottom-full mb-2", down: "mt-2", left: "left-0", right: "right-0" };
const SHEET =
  "absolute z-30 w-max min-w-56 max-w-[min(20rem,calc(100vw-1rem))] rounded-box border border-line bg-surface p-1.5 shadow-lift";

type Props = {
  label: string;
  /** Takes the focus when it appears: something that it had opened has gone. */
  autoFocus?: boolean;
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
  opens?: "down" | "up";
  align?: "left" | "right";
};

/** Calls back on Escape and on a click outside. */
function useDismissal(isOpen: boolean, dismiss: (byKey: boolean) => void) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: globalThis.KeyboardEvent) => event.key === "Escape" && dismiss(true);
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

/** Moves an open sheet so that all of it is inside the window. */
function useInsideWindow(isOpen: boolean) {
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = sheet.current;
    if (!isOpen || !element) return;
    element.style.translate = "none";
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    element.style.translate = `${inside(left, right, clientWidth)}px ${inside(top, bottom, clientHeight)}px`;
  }, [isOpen]);
  return sheet;
}

/** By how much what reaches from `from` to `to` has to move to be between 0 and `size`, with a margin. */
function inside(from: number, to: number, size: number): number {
  const over = Math.max(0, to + MARGIN_PX - size);
  return from - over < MARGIN_PX ? MARGIN_PX - from : -over;
}

/** Arrow keys go from action to action, and from the button to the first or last one. */
function moveFocus(event: KeyboardEvent<HTMLElement>, sheet: HTMLElement | null) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !sheet || sheet.hidden) return;
  const items = [...sheet.querySelectorAll<HTMLElement>("button, a")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
  event.preventDefault();
  items[next]?.focus();
}

/** A button that opens a small sheet of actions. Put `MenuItem`s into it; choosing one closes it. */
export function Menu({ label, autoFocus, trigger, children, className, opens = "down", align = "right" }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const sheetId = useId();
  const close = (withFocus: boolean) => {
    setOpen(false);
    if (withFocus) button.current?.focus();
  };
  const root = useDismissal(isOpen, close);
  const sheet = useInsideWindow(isOpen);
  return (
    <div
      ref={root}
      className={classNames("relative", className)}
      onKeyDown={(event) => moveFocus(event, sheet.current)}
    >
      <button
        ref={button}
        type="button"
        autoFocus={autoFocus}
        aria-expanded={isOpen}
        aria-controls={sheetId}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-10 min-w-10 items-center justify-center rounded-full hover:bg-sunken"
      >
        <span className="sr-only">{label}</span>
        {trigger}
      </button>
      <div
        ref={sheet}
        id={sheetId}
        hidden={!isOpen}
        onClick={() => close(true)} // a dialog that it opens gives the focus back to the button
        className={classNames(BESIDE[opens], BESIDE[align], SHEET)}
      >
        {children}
      </div>
    </div>
  );
}

/** One action of a menu. */
export function MenuItem({ className, ...rest }: ComponentProps<"button">) {
  const look =
    "flex min-h-10 w-full items-center gap-3 rounded-control px-3 text-left text-sm hover:bg-sunken aria-pressed:font-semibold aria-pressed:text-accent";
  return <button type="button" {...rest} className={classNames(look, className)} />;
}
