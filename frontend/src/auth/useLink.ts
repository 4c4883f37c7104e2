"use client";

import { useState, useSyncExternalStore } from "react";

/** A link of a mail has its token behind `#`: so no server is told of it before somebody wants to. */
const LINK = /^#([A-Za-z0-9_-]{43})$/;

let token: string | null = null;

const read = (): string | null => (token = LINK.exec(window.location.hash)?.[1] ?? token);

/** From then on the token stands nowhere but in the page: neither in the address bar nor in the history. */
function hide(): void {
  const { hash, pathname, search } = window.location;
  if (hash) window.history.replaceState(null, "", pathname + search);
}

function subscribe(onChange: () => void): () => void {
  const look = () => {
    onChange();
    // Only when Next has taken over the history, with all effects of this render, does its router learn of the address.
    queueMicrotask(hide);
  };
  look();
  window.addEventListener("hashchange", look);
  return () => window.removeEventListener("hashchange", look);
}

/**
 * The link that led here: its token, undefined until the page is taken over, null without one; and what came of it, `ended` where it is
 * none, null as long as it has not been used.
 */
export function useLink<How extends string>() {
  const found = useSyncExternalStore(subscribe, read, () => undefined);
  const [end, setEnd] = useState<{ token: string; how: How } | null>(null);
  const used = end && end.token === found ? end.how : null;
  return {
    token: found,
    how: found === null ? ("ended" as const) : used,
    end: (how: How) => found && setEnd({ token: found, how }),
  };
}
