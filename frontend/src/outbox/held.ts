import type { Outbox } from "./outbox";

/** Stops showing what waited for a moderator with this id: everybody sees it now. True if something did. */
export function endHeld(outbox: Outbox, resourceId: string): boolean {
  const held = outbox.all().filter((write) => write.state === "held" && write.resourceId === resourceId);
  held.forEach(({ key }) => outbox.dismiss(key));
  return held.length > 0;
}
