"use client";

import { useRef, useState, type ReactNode } from "react";
import { useLayers } from "./layers/layers";

/** What a button without words is for, shown to who points at it or comes to it by keyboard. It is in the button's name already. */
export function Tooltip({ says, isOff = false, children }: { says: string; isOff?: boolean; children: ReactNode }) {
  const anchor = useRef<HTMLSpanElement>(null);
  const [isShown, setShown] = useState(false);
  const hide = () => setShown(false);
  const { layers } = useLayers(isShown && !isOff, hide);
  return (
    <span
      ref={anchor}
      className="inline-flex"
      onPointerEnter={({ pointerType }) => setShown(pointerType === "mouse")}
      onPointerLeave={hide}
      onPointerDown={hide}
      onKeyDown={hide}
      onFocus={({ target }) => setShown(target.matches(":focus-visible"))}
      onBlur={hide}
    >
      {children}
      {layers && <layers.TooltipSheet {...{ anchor, says }} onClose={hide} />}
    </span>
  );
}
