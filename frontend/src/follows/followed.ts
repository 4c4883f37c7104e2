import { askedTogether } from "@/api/asked-together";
import { client } from "@/api/browser";
import { listFollowed } from "@/api/generated/sdk.gen";

/** Whether one follows a person. */
export const fetchFollowed = askedTogether(async (ids) => (await listFollowed({ client, query: { ids } })).data.items);
