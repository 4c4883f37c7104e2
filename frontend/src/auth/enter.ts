import { client } from "@/api/browser";
import { login, register } from "@/api/generated/sdk.gen";
import type { Credentials, Registration } from "@/api/generated/types.gen";
import { forget } from "@/push/browser";

/** Signs in and goes to `next`, with a full page load: what was made for nobody is not shown to somebody. Throws an ApiProblem. */
export async function enter(body: Credentials, next: string): Promise<void> {
  await login({ client, body });
  await forget();
  window.location.assign(next);
}

/** Makes an account and signs in with it. Throws an ApiProblem. */
export async function enterAnew(body: Registration, next: string): Promise<void> {
  await register({ client, body });
  await enter({ email: body.email, password: body.password }, next);
}
