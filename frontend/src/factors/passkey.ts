import { client } from "@/api/browser";
import { addPasskey, getOptionsToAdd, getOptionsToUse, loginByPasskey, proveByPasskey } from "@/api/generated/sdk.gen";
import type { MadeCredential, UsedCredential } from "@/api/generated/types.gen";

const ADDRESS_IN_NUMBERS = /^[\d.]+$|^\[/;

/** Whether this browser has passkeys, and can have one for this site: none can for an address in numbers. */
export const hasPasskeys = (): boolean =>
  "PublicKeyCredential" in window &&
  "parseCreationOptionsFromJSON" in PublicKeyCredential &&
  !ADDRESS_IN_NUMBERS.test(window.location.hostname);

/** Somebody has closed what the browser has asked, or the device did not answer in time. */
export class NotUsed extends Error {
  override readonly name = "NotUsed";
}

async function asked(answer: Promise<Credential | null>): Promise<unknown> {
  const credential = await answer.catch((error: unknown) => {
    throw new NotUsed(String(error));
  });
  if (!(credential instanceof PublicKeyCredential)) throw new NotUsed("no passkey");
  return credential.toJSON();
}

/** Has a device make a passkey, and adds it. Throws an ApiProblem, or NotUsed. */
export async function makePasskey(name: string): Promise<void> {
  const { options } = (await getOptionsToAdd({ client })).data;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  const credential = (await asked(navigator.credentials.create({ publicKey }))) as MadeCredential;
  await addPasskey({ client, body: { name, credential } });
}

async function usedPasskey(): Promise<UsedCredential> {
  const { options } = (await getOptionsToUse({ client })).data;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return (await asked(navigator.credentials.get({ publicKey }))) as UsedCredential;
}

/** Signs in with a passkey. Throws an ApiProblem, or NotUsed. */
export async function signInByPasskey(): Promise<void> {
  await loginByPasskey({ client, body: { credential: await usedPasskey() } });
}

/** Proves with a passkey that it is oneself. Throws an ApiProblem, or NotUsed. */
export async function provePasskey(): Promise<void> {
  await proveByPasskey({ client, body: { credential: await usedPasskey() } });
}
