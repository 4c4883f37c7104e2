import { client } from "@/api/browser";
import { listLiked } from "@/api/generated/sdk.gen";

type Asked = { id: string; answer: (isLiked: boolean) => void; fail: (error: unknown) => void };

/** The API takes so many ids at once. */
const IDS_MAX = 100;
let asked: Asked[] = [];

async function askFor(some: Asked[]) {
  try {
    const { items } = (await listLiked({ client, query: { ids: some.map(({ id }) => id).join(",") } })).data;
    for (const { id, answer } of some) answer(items.includes(id));
  } catch (error) {
    for (const { fail } of some) fail(error);
  }
}

function askForAll() {
  const all = asked;
  asked = [];
  for (let n = 0; n < all.length; n += IDS_MAX) void askFor(all.slice(n, n + IDS_MAX));
}

/** Whether one likes a post or a comment. Those that are asked for in the same moment, as of one page, share a request. */
export function fetchLiked(id: string): Promise<boolean> {
  return new Promise((answer, fail) => {
    asked.push({ id, answer, fail });
    if (asked.length === 1) setTimeout(askForAll);
  });
}
