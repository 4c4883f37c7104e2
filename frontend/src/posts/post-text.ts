import type { NewPost } from "@/api/generated/types.gen";

/** What people type of a post. */
export type PostText = Pick<NewPost, "title" | "content">;
