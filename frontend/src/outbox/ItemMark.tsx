"use client";

import { useJustPosted } from "./just-posted";
import type { Write } from "./write";
import { WriteMark } from "./WriteMark";

/** How one's latest write of something stands, as a mark; a tick for a second when it was posted. */
export function ItemMark({ id, write }: { id: string; write: Write | undefined }) {
  const isPosted = useJustPosted(id);
  if (write) return <WriteMark state={write.state} />;
  return isPosted && <WriteMark state="posted" />;
}
