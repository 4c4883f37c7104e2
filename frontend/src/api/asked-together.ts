type Asked = { id: string; answer: (isAmong: boolean) => void; fail: (error: unknown) => void };

/** The API takes so many ids at once. */
const IDS_MAX = 100;

/**
 * A question about one id, where the API says which of many are among those asked for. Those that are asked in the same moment, as of
 * one page, share a request.
 */
export function askedTogether(ask: (ids: string) => Promise<string[]>): (id: string) => Promise<boolean> {
  let asked: Asked[] = [];

  async function askFor(some: Asked[]) {
    try {
      const among = await ask(some.map(({ id }) => id).join(","));
      for (const { id, answer } of some) answer(among.includes(id));
    } catch (error) {
      for (const { fail } of some) fail(error);
    }
  }

  function askForAll() {
    const all = asked;
    asked = [];
    for (let n = 0; n < all.length; n += IDS_MAX) void askFor(all.slice(n, n + IDS_MAX));
  }

  return (id) =>
    new Promise((answer, fail) => {
      asked.push({ id, answer, fail });
      if (asked.length === 1) setTimeout(askForAll);
    });
}
