"use client";

import type { ReactNode } from "react";
import { LoadingFailed } from "./layers/LoadingFailed";
import { useLayers } from "./layers/layers";

type Props = { open: boolean; title: string; wide?: boolean; onClose: () => void; children: ReactNode };

/**
 * A sheet above the page, which waits until it is closed. Escape and a click beside it close it; then the focus is where it was. It is
 * fetched when it is first wanted: give what opens it `fetchAhead`.
 */
export function Dialog({ open, onClose, ...rest }: Props) {
  const { layers, hasFailed } = useLayers(open, onClose);
  if (hasFailed) return <LoadingFailed />;
  return layers && <layers.DialogSheet onClose={onClose} {...rest} />;
}
