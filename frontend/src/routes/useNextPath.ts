"use client";

import { usePathname, useSearchParams } from "next/navigation";

/** The address of this page on this site, to come back to. */
export function useNextPath(): string {
  const [path, search] = [usePathname(), useSearchParams().toString()];
  return search ? `${path}?${search}` : path;
}
