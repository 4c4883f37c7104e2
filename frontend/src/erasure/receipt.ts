/** What the receipt of an erasure says (docs/decisions/0055). */
export type Receipt = {
  sub: string;
  site: string;
  asked_at: string;
  begun_at: string;
  done_at: string;
  content: "erase" | "anonymise";
  removed: Record<string, number>;
  kept: Record<string, string>;
};

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const jsonOf = (text: string): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(bytesOf(text))) as Record<string, unknown>;

/** The receipt in a signed text (JWS, RFC 7515); null when none of these keys has signed it, or it is no receipt. */
export async function verified(text: string, keys: JsonWebKey[]): Promise<Receipt | null> {
  try {
    const [head, body, signature] = text.split(".") as [string, string, string];
    const header = jsonOf(head);
    const key = keys.find((each) => (each as { kid?: string }).kid === header.kid);
    if (!key || header.alg !== "RS256" || header.typ !== "erasure-receipt+jwt") return null;
    const imported = await crypto.subtle.importKey("jwk", key, ALGORITHM, false, ["verify"]);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    const isGood = await crypto.subtle.verify(ALGORITHM.name, imported, bytesOf(signature), signed);
    return isGood ? (jsonOf(body) as Receipt) : null;
  } catch {
    return null;
  }
}

/** The keys of this site. Throws when it cannot be reached. */
export async function siteKeys(): Promise<JsonWebKey[]> {
  const answer = await fetch("/.well-known/jwks.json");
  if (!answer.ok) throw new Error(`${answer.status}`);
  return ((await answer.json()) as { keys: JsonWebKey[] }).keys;
}
