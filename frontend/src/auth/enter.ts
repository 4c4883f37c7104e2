import { client } from "@/api/browser";
import { login, register } from "@/api/generated/sdk.gen";
import type { Credentials, Registration } from "@/api/generated/types.gen";
import { forget } from "@/push/browser";

const ACCEPTED = 202;

/**
 * Signs in and goes to `next`, with a full page load: what was made for nobody is not shown to somebody. Does not end, for the page is
 * being left: the form stays busy until it is gone. Throws an ApiProblem, one of kind `second-factor-needed` when a code has to come along.
 */
export async function enter(body: Credentials, next: string): Promise<void> {
  await login({ client, body });
  await arrive(next);
}

/** Goes to `next` as somebody who has just signed in. Does not end. */
export async function arrive(next: string): Promise<void> {
  await forget();
  window.location.assign(next);
  await new Promise(() => undefined);
}

/** Makes an account and signs in with it; ends where a link in a mail makes the account. Throws an ApiProblem. */
export async function enterAnew(body: Registration, next: string): Promise<void> {
  const { response } = await register({ client, body });
  if (response.status === ACCEPTED) return;
  await enter({ email: body.email, password: body.password }, next);
}
