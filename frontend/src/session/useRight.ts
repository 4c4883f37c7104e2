"use client";

import { useMe } from "./SessionProvider";

const MODERATOR = "moderator";

/** Whether the signed-in person decides about what others wrote. */
export const useIsModerator = (): boolean => useMe()?.roles.includes(MODERATOR) ?? false;

/** `own`: whoever wrote something may change and delete it; `remove`: a moderator may take away what somebody else wrote. */
export type Right = "own" | "remove";

/** What the signed-in person may do with something of this author's; null for nothing. Of what is gone there is no author. */
export function useRight(authorId: string | undefined): Right | null {
  const me = useMe();
  const isModerator = useIsModerator();
  if (!me || !authorId) return null;
  if (me.id === authorId) return "own";
  return isModerator ? "remove" : null;
}
