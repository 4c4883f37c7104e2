import { dialTo } from "@/live/dial";
import type { Bye } from "@/live/events";
import { Line } from "@/live/line";
import type { Dial } from "@/live/wire";

/** Who is there, and who is typing where: nobody keeps it, so it is what was heard last. */
export type Signals = {
  onTyping: (conversationId: string, userId: string) => void;
  onPresence: (userId: string, online: boolean) => void;
};

/**
 * The socket of a chat, for what only a socket can do: to say and hear who is typing and who is there. What is said comes in the event
 * stream of the page, also where WebSockets are blocked.
 */
export function signalLine(onBye: (reason: Bye) => void, signals: Signals, dial: Dial = dialTo("/chat")): Line {
  const hears = {
    typing: (body: { conversation_id: string; user_id: string }) =>
      signals.onTyping(body.conversation_id, body.user_id),
    presence: (body: { user_id: string; online: boolean }) => signals.onPresence(body.user_id, body.online),
  };
  return new Line({ position: () => ({ events: false }), onBye, hears }, dial);
}
