import { expect, test, vi } from "vitest";
import { listLiked } from "@/api/generated/sdk.gen";
import { fetchLiked } from "./liked";

vi.mock("@/api/generated/sdk.gen", () => ({ listLiked: vi.fn() }));
vi.mock("@/api/browser", () => ({ client: {} }));

const asked = vi.mocked(listLiked);
const idsOf = (call: number) => (asked.mock.calls[call] as [{ query: { ids: string } }])[0].query.ids.split(",");

test("what is asked for in the same moment shares a request, a hundred in each", async () => {
  asked.mockImplementation((({ query }: { query: { ids: string } }) =>
    Promise.resolve({ data: { items: query.ids.split(",").filter((id) => id.endsWith("7")) } })) as never);
  const ids = Array.from({ length: 130 }, (_, n) => `id${n}`);
  const liked = await Promise.all(ids.map(fetchLiked));
  expect(asked).toHaveBeenCalledTimes(2);
  expect([idsOf(0).length, idsOf(1).length]).toEqual([100, 30]);
  expect(ids.filter((_, n) => liked[n])).toEqual(ids.filter((id) => id.endsWith("7")));
});

test("a request that fails fails for all that share it, and not for the next", async () => {
  asked.mockRejectedValueOnce(new Error("away"));
  const both = await Promise.allSettled([fetchLiked("a"), fetchLiked("b")]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  asked.mockResolvedValueOnce({ data: { items: ["c"] } } as never);
  expect(await fetchLiked("c")).toBe(true);
});
