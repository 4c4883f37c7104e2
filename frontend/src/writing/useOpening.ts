"use client";

import { useEffect, useRef, useState, type PointerEvent } from "react";
import { useHydrated } from "@/components/useHydrated";

const hadFocus = (formId: string) =>
  typeof document !== "undefined" && Boolean(document.getElementById(formId)?.contains(document.activeElement));

/**
 * A form of one line that opens when somebody goes into it, also before the scripts came. Spread `opening` into it. `hasText`: then it
 * is open in any case; `close` leaves the focus in its first field, where the next letter or click opens it again.
 */
export function useOpening({ formId, hasText }: { formId: string; hasText: boolean }) {
  const [isAsked, setAsked] = useState(() => hadFocus(formId));
  const wasClosed = useRef(false);
  const isClosing = useRef(false);
  const isOpen = useHydrated() && (isAsked || hasText);
  const opening = {
    id: formId,
    onFocus: () => {
      if (!isClosing.current) setAsked(true);
    },
    onPointerDown: ({ target }: PointerEvent) => {
      if (target instanceof Element && target.matches("input, textarea")) setAsked(true);
    },
  };
  useEffect(() => {
    if (isOpen || !wasClosed.current) return;
    wasClosed.current = false;
    isClosing.current = true;
    document.getElementById(formId)?.querySelector<HTMLElement>("input, textarea")?.focus();
    isClosing.current = false;
  }, [isOpen, formId]);
  const close = () => {
    wasClosed.current = true;
    setAsked(false);
  };
  return { isOpen, opening, close };
}
