/** Finding mails, and the links in them. */
import { Stage } from "./stage.mjs";

/** The link of a mail to this part of the site, as this browser reaches it. */
export function linkIn(text, part) {
  const [link] = text.match(new RegExp(`https?://\\S*${part}\\S*`));
  return link.replace(/^https?:\/\/[^/]+/, Stage.BASE);
}

/** All mails to this address so far that say this, in order. */
export async function lettersTo(stage, address, words) {
  const { mails } = await stage.ask("mails");
  return mails.filter(({ to, text }) => to === address && text.includes(words)).map(({ text }) => text);
}

/** The latest of them, once there is one: a worker may be sending it. */
export const letterTo = (stage, address, words) =>
  stage.until(async () => (await lettersTo(stage, address, words)).at(-1), `a mail to ${address} with ${words}`);

/** Opens the link by which somebody confirms their address, as their browser would for a click. */
export async function confirmAddress(stage, person) {
  const link = linkIn(await letterTo(stage, person.email, "/confirm#"), "/confirm#");
  await person.call("POST", "/auth/confirm", { token: link.split("#")[1] });
}
