"use client";

import { useEffect, useRef, useState, type FocusEvent, type PointerEvent, type ReactNode } from "react";
import { useLayers } from "./layers/layers";

const POINTED_AT_MS = 600;
/** Time to go over to the tooltip itself, for who sees only a part of the window at once. */
const LEFT_MS = 200;

/** Whether it is shown: a while after the pointer came to rest, or at once for who uses the keyboard. */
function useShown() {
  const [isShown, setShown] = useState(false);
  const timer = useRef<number>(undefined);
  const set = (next: boolean, afterMs = 0) => {
    window.clearTimeout(timer.current);
    if (afterMs) timer.current = window.setTimeout(setShown, afterMs, next);
    else setShown(next);
  };
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const hide = () => set(false);
  const isMouse = ({ pointerType }: PointerEvent) => pointerType === "mouse";
  return {
    isShown,
    hide,
    overItself: { onPointerEnter: () => set(true), onPointerLeave: () => set(false, LEFT_MS) },
    overButton: {
      onPointerEnter: (event: PointerEvent) => isMouse(event) && set(true, POINTED_AT_MS),
      onPointerLeave: () => set(false, LEFT_MS),
      onPointerDown: hide,
      onKeyDown: hide,
      onFocus: ({ target }: FocusEvent) => target.matches(":focus-visible") && set(true),
      onBlur: hide,
    },
  };
}

/** What a button without words is for, shown to who points at it or comes to it by keyboard. It is in the button's name already. */
export function Tooltip({ says, isOff = false, children }: { says: string; isOff?: boolean; children: ReactNode }) {
  const anchor = useRef<HTMLSpanElement>(null);
  const { isShown, hide, overItself, overButton } = useShown();
  const { layers } = useLayers(isShown && !isOff, hide);
  return (
    <span ref={anchor} className="inline-flex" {...overButton}>
      {children}
      {layers && <layers.TooltipSheet {...{ anchor, says, overItself }} onClose={hide} />}
    </span>
  );
}
