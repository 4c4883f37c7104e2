import { beforeAll, describe, expect, it } from "vitest";
import { verified } from "./receipt";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const CLAIMS = { sub: "0123", content: "erase", removed: { "mongodb posts": 1 }, site: "Zürich" };

const coded = (value: Uint8Array) => Buffer.from(value).toString("base64url");
const jsonCoded = (value: object) => coded(new TextEncoder().encode(JSON.stringify(value)));

let pair: CryptoKeyPair;
let key: JsonWebKey;

async function signed(header: object, claims: object = CLAIMS): Promise<string> {
  const text = `${jsonCoded(header)}.${jsonCoded(claims)}`;
  const signature = await crypto.subtle.sign(ALGORITHM.name, pair.privateKey, new TextEncoder().encode(text));
  return `${text}.${coded(new Uint8Array(signature))}`;
}

const HEADER = { alg: "RS256", kid: "a", typ: "erasure-receipt+jwt" };

beforeAll(async () => {
  const about = { ...ALGORITHM, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  pair = await crypto.subtle.generateKey(about, true, ["sign", "verify"]);
  key = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "a" } as JsonWebKey;
});

describe("a receipt", () => {
  it("is read when a key of the site has signed it", async () => {
    expect(await verified(await signed(HEADER), [key])).toEqual(CLAIMS);
  });

  it.each([{ typ: "JWT" }, { alg: "HS256" }, { alg: "none" }, { kid: "b" }])("is none with %o", async (other) => {
    expect(await verified(await signed({ ...HEADER, ...other }), [key])).toBeNull();
  });

  it("is none when it was changed", async () => {
    const [head, , signature] = (await signed(HEADER)).split(".");
    const changed = jsonCoded({ ...CLAIMS, content: "anonymise" });
    expect(await verified(`${head}.${changed}.${signature}`, [key])).toBeNull();
  });

  it.each(["", ".", "a.b.c", "not a receipt", "..."])("is none where it is %o", async (text) => {
    expect(await verified(text, [key])).toBeNull();
  });
});
