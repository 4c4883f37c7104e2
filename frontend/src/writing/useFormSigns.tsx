"use client";

import { useEffect, useRef } from "react";
import type { FormSigns } from "@/api/generated/types.gen";

/**
 * What tells people from programs that fill in forms: `signs` are sent with what is written, and `trap` stands in the form, after its
 * fields. Nobody sees it, so whoever fills it in has not looked.
 */
export function useFormSigns() {
  const field = useRef<HTMLInputElement>(null);
  const begunMs = useRef(0);
  useEffect(() => {
    begunMs.current = performance.now();
  }, []);
  const signs = (): FormSigns => ({
    website: (field.current?.value ?? "").slice(0, 200),
    filled_ms: Math.round(performance.now() - begunMs.current),
  });
  const trap = (
    <input ref={field} name="website" tabIndex={-1} autoComplete="off" aria-hidden="true" className="hidden" />
  );
  return { signs, trap };
}
