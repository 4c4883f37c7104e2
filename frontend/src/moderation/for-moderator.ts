import "server-only";
import { readSession } from "@/session/server";

/** What the API answers to the moderator who asked for this page; null for everybody else, of whom the layout takes care. */
export async function forModerator<Data>(ask: () => Promise<Data>): Promise<Data | null> {
  const { me } = await readSession();
  return me?.roles.includes("moderator") ? ask() : null;
}
