import { askedTogether } from "@/api/asked-together";
import { client } from "@/api/browser";
import { listLiked } from "@/api/generated/sdk.gen";

/** Whether one likes a post or a comment. */
export const fetchLiked = askedTogether(async (ids) => (await listLiked({ client, query: { ids } })).data.items);
